import { expect, test } from "vitest";
import { backoff } from "./backoff.ts";
import { factsAfter, type LivenessEvent, liveness, startingFacts } from "./liveness.ts";

const after = (...events: readonly LivenessEvent[]) => events.reduce(factsAfter, startingFacts);

test("connecting is catching up, not live and not offline", () => {
  expect(liveness(startingFacts, 1_000).state).toBe("catching-up");
});

test("live only when connected and level on every topic", () => {
  const behind = after(
    { kind: "connected" },
    { kind: "behind", topic: "runs" },
    { kind: "behind", topic: "run 7" },
  );
  expect(liveness(behind, 0).state).toBe("catching-up");
  const level = [
    { kind: "level", topic: "runs" },
    { kind: "level", topic: "run 7" },
  ] as const;
  expect(liveness(level.reduce<typeof behind>(factsAfter, behind), 0).state).toBe("live");
});

test("a blink is not an outage; an outage counts from its beginning", () => {
  const lost = after({ kind: "connected" }, { kind: "lost", at: 1_000 }, { kind: "lost", at: 9_000 });
  expect(liveness(lost, 2_000).state).toBe("catching-up");
  expect(liveness(lost, 10_000)).toEqual({ state: "offline", since: 1_000 });
});

test("waits grow, stay bounded, and differ between browsers", () => {
  expect(backoff(0, () => 1)).toBe(250);
  expect(backoff(3, () => 1)).toBe(2_000);
  expect(backoff(40, () => 1)).toBe(15_000);
  expect(backoff(40, () => 0)).toBe(100);
});
