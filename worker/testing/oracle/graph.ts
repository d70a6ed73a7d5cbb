import { pick, type Random } from "../random.ts";

/**
 * A graph as the oracle sees it: nothing of the engine's, only what an author writes. What a step does is part of it,
 * so that what a run must come to follows from the graph and the run's input alone.
 */
export type Graph = { readonly steps: readonly Step[] };

export type Step = {
  readonly key: string;
  readonly join: "all" | "any";
  readonly onError: "fail" | "continue" | "edge";
  readonly deed: Deed;
  readonly above: readonly Edge[];
};

export type Edge = { readonly from: string; readonly port: string };

export type Deed =
  /** Returns what it saw, by the ports. `flaky`: each other try fails, and is tried again. */
  | { readonly kind: "tells" | "flaky"; readonly ports: readonly string[] }
  | { readonly kind: "fails" }
  /** Writes to the database in the transaction of its completion. */
  | { readonly kind: "writes" };

const PORTS = ["out", "left", "right"];

/** Edges lead from earlier steps to later ones; every step but the first has one. */
export function graphBy(random: Random): Graph {
  const size = 2 + Math.floor(random() * 11);
  const races = random() < 0.25;
  const steps: Step[] = [];
  for (let index = 0; index < size; index += 1) {
    const above = edgesBy(random, steps);
    const join = races && above.length > 1 && random() < 0.5 ? "any" : "all";
    steps.push({
      key: `s${index}`,
      join,
      onError: pick(random, ["fail", "continue", "edge"]),
      deed: deedBy(random),
      above,
    });
  }
  return { steps: steps.map((step) => ({ ...step, onError: handledBy(step, steps) })) };
}

function edgesBy(random: Random, earlier: readonly Step[]): Edge[] {
  const sources = earlier.filter(() => random() < 1.6 / (earlier.length + 1));
  if (sources.length === 0 && earlier.length > 0) sources.push(pick(random, earlier));
  return sources.flatMap((source) => {
    const has = portsOf(source);
    const ports = new Set([pick(random, has), ...(random() < 0.15 ? [pick(random, has)] : [])]);
    return [...ports].map((port) => ({ from: source.key, port }));
  });
}

function deedBy(random: Random): Deed {
  const chance = random();
  if (chance < 0.1) return { kind: "fails" };
  if (chance < 0.2) return { kind: "writes" };
  const ports = random() < 0.7 ? ["out"] : PORTS.filter(() => random() < 0.5);
  return { kind: chance < 0.35 ? "flaky" : "tells", ports };
}

/** The ports that an edge may leave by. */
export function portsOf({ deed, onError }: Step): readonly string[] {
  const own = deed.kind === "writes" ? ["out"] : PORTS;
  return onError === "edge" ? [...own, "error"] : own;
}

/** Who says `edge` has such an edge. */
function handledBy(step: Step, steps: readonly Step[]): Step["onError"] {
  const isHandled = steps.some(({ above }) =>
    above.some(({ from, port }) => from === step.key && port === "error"),
  );
  return step.onError === "edge" && !isHandled ? "fail" : step.onError;
}

/** The document that an author would deploy. */
export function documentOf({ steps }: Graph): object {
  const edges = steps.flatMap(({ key, above }) =>
    above.map(({ from, port }) => `${from}${port === "out" ? "" : `.${port}`} -> ${key}`),
  );
  return { reflux: 1, steps: Object.fromEntries(steps.map((step) => [step.key, stepOf(step)])), edges };
}

function stepOf({ join, onError, deed }: Step) {
  const options = { join, on_error: onError };
  if (deed.kind !== "writes") {
    return { ...options, node: "test.told", config: deed, retry: { max: 50, initial: "1ms", jitter: 0 } };
  }
  const text = "insert into public.effects values ($1) returning run";
  return { ...options, node: "postgres.query", config: { text, values: ["{{ run.id }}"] } };
}
