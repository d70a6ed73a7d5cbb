import type { StepRow } from "./steps.ts";

/** A row as the API gives it, for tests of what is made of it. */
export function stepRow(step: string, idx: number, more: Partial<StepRow> = {}): StepRow {
  return {
    idx,
    rank: idx,
    step,
    scope: "",
    node: "http.request@1",
    state: "succeeded",
    attempt: 1,
    failures: 0,
    wait: null,
    wakeAt: null,
    workerId: "1",
    progress: null,
    childRunId: null,
    readyAt: new Date(idx * 1_000).toISOString(),
    startedAt: new Date(idx * 1_000 + 100).toISOString(),
    finishedAt: new Date(idx * 1_000 + 900).toISOString(),
    ports: ["out"],
    error: null,
    sources: idx === 0 ? [] : [idx - 1],
    reached: true,
    allowedActions: ["redrive_step"],
    ...more,
  };
}
