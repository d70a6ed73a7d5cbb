import { portsOf } from "#language/flow/catalogue.ts";
import { type Flow } from "#language/flow/document.ts";
import { dice } from "#language/flow/testing/large.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { topology } from "#language/flow/topology.ts";
import type { LiveStep } from "../state/live.ts";

/** A run in the middle of things, the same for the same flow: for the gallery and for pictures, not for tests of runs. */
export function fakeRun(flow: Flow, now: number): [string, LiveStep][] {
  const random = dice(Object.keys(flow.steps).length + 7);
  const { order, incoming } = topology(flow);
  const done = new Map<string, LiveStep>();
  const start = now - 90_000;
  for (const [index, key] of order.entries()) {
    const before = (incoming.get(key) ?? []).map((edge) => ({ edge, from: done.get(edge.from) }));
    const taken = before.filter(({ edge, from }) => from?.ports?.includes(edge.port));
    const open = before.some(({ from }) => !from || !["succeeded", "failed", "skipped"].includes(from.state));
    const startedAt = start + index * 40;
    if (before.length > 0 && open) done.set(key, { state: "waiting", attempt: 0 });
    else if (before.length > 0 && taken.length === 0)
      done.set(key, { state: "skipped", attempt: 0, ports: [] });
    else done.set(key, stepRow(flow, key, index / order.length, startedAt, random));
  }
  return [...done];
}

function stepRow(flow: Flow, key: string, part: number, startedAt: number, random: () => number): LiveStep {
  const step = flow.steps[key];
  const [port = "out"] = step ? portsOf(step, catalogue.find(step.node)) : [];
  const roll = random();
  const attempt = roll > 0.85 ? 3 : 1;
  const took = 20 + random() ** 4 * 40_000;
  if (part > 0.55 && roll < 0.18) return { state: "running", attempt, startedAt, progress: random() };
  if (part > 0.5 && roll < 0.24)
    return { state: "sleeping", attempt, startedAt, waits: "waits for a person" };
  if (part > 0.5 && roll < 0.28) return { state: "ready", attempt };
  if (part > 0.3 && roll > 0.94) {
    return {
      state: "failed",
      attempt: 3,
      startedAt,
      finishedAt: startedAt + took,
      ports: ["error"],
      error: "502 Bad gateway",
    };
  }
  return { state: "succeeded", attempt, startedAt, finishedAt: startedAt + took, ports: [port] };
}
