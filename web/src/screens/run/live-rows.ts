import { waitOf, waits } from "#language/waits.ts";
import type { LiveStep } from "../../canvas/state/live.ts";
import { errorOf, type StepRow } from "./steps.ts";

/** Rows as the canvas shows them: one a step, its instances counted where it has many. */
export function liveRows(steps: readonly StepRow[]): readonly (readonly [string, LiveStep])[] {
  const byStep = new Map<string, StepRow[]>();
  for (const step of steps) {
    const rows = byStep.get(step.step);
    if (rows) rows.push(step);
    else byStep.set(step.step, [step]);
  }
  return [...byStep].flatMap(([key, rows]) => {
    const shown =
      rows.find((row) => row.state === "failed") ?? rows.find((row) => !ended(row)) ?? rows.at(-1);
    if (!shown) return [];
    const wait = shown.state === "sleeping" ? waitOf(shown.state, shown.wait) : undefined;
    const live: LiveStep = {
      state: shown.state,
      attempt: shown.attempt,
      ...(shown.progress === null ? {} : { progress: shown.progress }),
      ...(shown.startedAt === null ? {} : { startedAt: Date.parse(shown.startedAt) }),
      ...(shown.finishedAt === null ? {} : { finishedAt: Date.parse(shown.finishedAt) }),
      ...(shown.ports === null ? {} : { ports: shown.ports.filter((port) => port !== null) }),
      ...(shown.state === "failed" ? { error: errorOf(shown.error).message } : {}),
      ...(wait ? { waits: waits[wait].words } : {}),
      ...(rows.length > 1 ? { instances: { done: rows.filter(ended).length, all: rows.length } } : {}),
    };
    return [[key, live] as const];
  });
}

const ended = (row: StepRow) => ["succeeded", "failed", "skipped", "cancelled"].includes(row.state);
