import { expect, test } from "vitest";
import { drawRun } from "./draw-run.ts";
import type { RunView, StepView } from "./run-view.ts";

const begin = Date.parse("2026-01-01T00:00:00Z");
const at = (seconds: number) => new Date(begin + seconds * 1000);

test("a run is drawn to scale: tries, waiting between them, and what went wrong", () => {
  const lines = drawRun(
    run({
      state: "failed",
      finished_at: at(4),
      steps: [
        step({
          step: "first",
          state: "succeeded",
          started_at: at(0),
          finished_at: at(1),
          tries: [[0, 1, "succeeded"]],
        }),
        step({
          step: "second",
          state: "failed",
          started_at: at(3),
          finished_at: at(4),
          tries: [
            [1, 2, "failed"],
            [3, 4, "failed"],
          ],
          error: { code: "RFX01", message: "no\u001b[2J tea", hint: "ask later" },
        }),
        step({ step: "third", state: "skipped" }),
      ],
    }),
    at(9),
  );

  const bar = (text: string) => text.padEnd(40).trimEnd();
  expect(lines).toEqual([
    "run 7  tea v2  failed  4.00 s",
    `  ✓ first   log@1     1.00 s  ${bar("█".repeat(11))}`,
    `  ✗ second  log@1     1.00 s  ${bar(" ".repeat(10) + "▓".repeat(11) + "·".repeat(9) + "▓".repeat(10))}  2 tries`,
    "  – third   log@1",
    "  RFX01 second: no tea",
    "        ask later",
  ]);
});

test.each([
  [{ wait: "retry", wake_at: at(9) }, "retries in 4.00 s"],
  [{ wait: "timer", wake_at: at(3700) }, "sleeps for 1 h 1 min"],
  [{ wait: "signal", wake_at: null }, "waits for a person"],
  [{ wait: "child", wake_at: null }, "waits for a child run"],
])("a sleeping step (%j) says what for", (sleeping, says) => {
  const asleep = step({ step: "nap", state: "sleeping", ready_at: at(0), ...sleeping });

  expect(drawRun(run({ steps: [asleep] }), at(5))[1]).toMatch(new RegExp(`◐ nap .* ${says}$`));
});

test("a run with more steps than are shown says how many, by state", () => {
  const lines = drawRun(
    run({ steps: [step({ step: "one" })], counts: { succeeded: 9_999, waiting: 1 } }),
    at(1),
  );

  expect(lines.at(-1)).toBe("  … 9999 more steps (9999 succeeded, 1 waiting in all)");
});

type Try = readonly [from: number, to: number, outcome: string];

function step({ tries = [], ...fields }: Partial<StepView> & { readonly tries?: readonly Try[] }): StepView {
  return {
    step: "step",
    scope: "",
    node: "log@1",
    state: "waiting",
    wait: null,
    wake_at: null,
    attempt: 0,
    progress: null,
    ready_at: null,
    started_at: null,
    finished_at: null,
    error: null,
    attempts: tries.map(([from, to, outcome]) => ({ outcome, started_at: at(from), finished_at: at(to) })),
    ...fields,
  };
}

function run(fields: Partial<RunView>): RunView {
  return {
    id: "7",
    flow: "tea",
    version: 2,
    state: "running",
    reason: null,
    counts: {},
    created_at: at(0),
    started_at: at(0),
    finished_at: null,
    steps: [],
    ...fields,
  };
}
