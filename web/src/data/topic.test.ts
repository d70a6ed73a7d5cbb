import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveMessage } from "./sequence.ts";
import { Topic } from "./topic.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const message = (seq: number, ...ids: string[]): LiveMessage => ({
  seq: BigInt(seq),
  previous: BigInt(seq - 1),
  ids,
  partial: false,
});

function watch() {
  const log: string[] = [];
  const topic = new Topic({
    refetch: async () => {
      log.push("all");
      await new Promise((resolve) => setTimeout(resolve, 50));
      return 0n;
    },
    fetch: async (ids) => {
      log.push(ids.join("+"));
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    level: (level) => log.at(-1) !== `level ${level}` && log.push(`level ${level}`),
    failed: (error) => log.push(String(error)),
  });
  return { topic, log };
}

test("a stream begins with everything, then one change is fetched at once", async () => {
  const { topic, log } = watch();
  topic.open();
  await vi.advanceTimersByTimeAsync(300);
  topic.message(message(1, "a"));
  await vi.advanceTimersByTimeAsync(300);
  expect(log).toEqual(["level false", "all", "level true", "level false", "a", "level true"]);
});

test("a thousand changes in a second are a few requests, and none is lost", async () => {
  const { topic, log } = watch();
  topic.open();
  await vi.advanceTimersByTimeAsync(300);
  for (let seq = 1; seq <= 1_000; seq++) {
    topic.message(message(seq, `run ${seq % 40}`));
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(500);

  const requests = log.filter((line) => line.startsWith("run"));
  expect(requests.length).toBeLessThan(12);
  expect(requests.at(-1)).toContain("run 0");
  expect(log.at(-1)).toBe("level true");
});

test("very many at once are one read of everything", async () => {
  const { topic, log } = watch();
  topic.open();
  await vi.advanceTimersByTimeAsync(300);
  topic.message(message(1, ...Array.from({ length: 500 }, (_, index) => `r${index}`)));
  await vi.advanceTimersByTimeAsync(300);
  expect(log.filter((line) => line === "all")).toHaveLength(2);
});

test("a failed read is told, tried again by itself, and the view is level only after one that worked", async () => {
  const log: string[] = [];
  let failures = 3;
  const topic = new Topic({
    refetch: async () => {
      log.push("all");
      if (failures-- > 0) throw new Error("down");
      return 0n;
    },
    fetch: async () => {},
    level: (level) => void (level && log.push("level")),
    failed: () => log.push("failed"),
  });
  topic.open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(log).toEqual(["all", "failed", "all", "failed", "all", "failed", "all", "level"]);
});

test("a view that is gone asks for nothing more", async () => {
  const { topic, log } = watch();
  topic.open();
  topic[Symbol.dispose]();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(log).toEqual(["level false"]);
});
