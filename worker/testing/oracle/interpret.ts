import { digestOf } from "./digest.ts";
import type { Edge, Graph, Step } from "./graph.ts";

/**
 * What a run must come to, by the rules of the flow format alone (sql/README.md, "Tokens and joins"). It knows neither
 * rows nor workers nor time. Where a race leaves a choice, it takes what the run says it did, and judges whether that
 * was among the choices.
 */
export type Found = { readonly state: string; readonly output: unknown };

export type RunFound = {
  readonly id: string;
  readonly state: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly steps: ReadonlyMap<string, Found>;
};

/** What a step told the steps below it; a failure that is handled leaves by a port. `silent`: cancelled, or never reached. */
type Told =
  | { readonly as: "worked"; readonly ports: readonly string[]; readonly output: unknown }
  | { readonly as: "failed"; readonly by?: string }
  | { readonly as: "skipped"; readonly blocked: boolean }
  | { readonly as: "silent" };

/** Every way in which the run is not what it must be; none when all is well. */
export function differences(graph: Graph, run: RunFound): string[] {
  const told = new Map<string, Told>();
  const wrong: string[] = [];
  for (const step of graph.steps) {
    const found = run.steps.get(step.key) ?? { state: "waiting", output: null };
    const { says, problem } = judge(step, found, graph, told, run);
    told.set(step.key, says);
    if (problem !== undefined) wrong.push(`${step.key}: ${problem}`);
  }
  return [...wrong, ...judgeRun(graph, run, told)];
}

type Verdict = { readonly says: Told; readonly problem?: string };

function judge(
  step: Step,
  found: Found,
  graph: Graph,
  told: ReadonlyMap<string, Told>,
  run: RunFound,
): Verdict {
  const isOver = found.state === "cancelled" || found.state === "waiting";
  const silent: Told = { as: "silent" };
  const mayBeSilent = run.state === "cancelled" || graph.steps.some(({ join }) => join === "any");
  const tokens = step.above.map((edge) => ({ edge, token: tokenOf(told.get(edge.from), edge) }));
  const live = tokens.filter(({ token }) => token === "live").map(({ edge }) => edge);
  const verdict = verdictOf(
    step,
    tokens.map(({ token }) => token),
  );

  if (isOver) {
    const problem =
      verdict !== "waits" && !mayBeSilent ? `is ${found.state}, and nothing cancelled it` : undefined;
    return { says: silent, ...(problem === undefined ? {} : { problem }) };
  }
  if (verdict === "waits")
    return { says: silent, problem: `is ${found.state}, before its join could decide` };
  if (verdict === "skipped") {
    const says: Told = { as: "skipped", blocked: tokens.some(({ token }) => token === "blocked") };
    return found.state === "skipped"
      ? { says }
      : { says, problem: `is ${found.state}, and has to be skipped` };
  }
  return judgeWork(step, found, live, told, run);
}

function judgeWork(
  step: Step,
  found: Found,
  live: readonly Edge[],
  told: ReadonlyMap<string, Told>,
  run: RunFound,
): Verdict {
  if (step.deed.kind === "fails") {
    const by = { fail: undefined, continue: "out", edge: "error" }[step.onError];
    const says: Told = { as: "failed", ...(by === undefined ? {} : { by }) };
    return found.state === "failed" ? { says } : { says, problem: `is ${found.state}, and has to fail` };
  }
  const ports = step.deed.kind === "writes" ? ["out"] : step.deed.ports;
  const says: Told = { as: "worked", ports, output: found.output };
  if (found.state !== "succeeded") return { says, problem: `is ${found.state}, and has to succeed` };
  const outputs = inputsOf(step, live, told, run).map((input) => outputOf(step, input, run));
  if (outputs.some((output) => digestOf(output) === digestOf(found.output))) return { says };
  return {
    says,
    problem: `gave ${JSON.stringify(found.output)}, not ${outputs.map((o) => JSON.stringify(o)).join(" or ")}`,
  };
}

type Token = "live" | "idle" | "blocked" | "none";

/** An edge brings one token: with work, without, or from a failure that nobody handles. */
function tokenOf(source: Told | undefined, { port }: Edge): Token {
  switch (source?.as) {
    case "worked":
      return source.ports.includes(port) ? "live" : "idle";
    case "failed":
      if (source.by === undefined) return "blocked";
      return source.by === port ? "live" : "idle";
    case "skipped":
      return source.blocked ? "blocked" : "idle";
    case "silent":
    case undefined:
      return "none";
  }
}

function verdictOf({ join, above }: Step, tokens: readonly Token[]): "runs" | "skipped" | "waits" {
  if (above.length === 0) return "runs";
  const has = (token: Token) => tokens.includes(token);
  if (join === "any" && has("live")) return "runs";
  if (has("none")) return "waits";
  return join === "all" && has("live") && !has("blocked") ? "runs" : "skipped";
}

/** What the step may have seen: one thing, but for a race, in which those below the first may have been there or not. */
function inputsOf(
  step: Step,
  live: readonly Edge[],
  told: ReadonlyMap<string, Told>,
  run: RunFound,
): unknown[] {
  if (step.above.length === 0) return [run.input];
  const from = [...new Set(live.map((edge) => edge.from))];
  const of = (key: string) => {
    const source = told.get(key);
    return source?.as === "worked" ? source.output : { error: {} };
  };
  if (new Set(step.above.map((edge) => edge.from)).size === 1) return from.map(of);
  const choices = step.join === "any" ? subsetsOf(from) : [from];
  return choices.map((keys) => Object.fromEntries(keys.map((key) => [key, of(key)])));
}

function subsetsOf(keys: readonly string[]): string[][] {
  const all = keys.reduce<string[][]>((sets, key) => [...sets, ...sets.map((set) => [...set, key])], [[]]);
  return all.filter((set) => set.length > 0);
}

function outputOf({ key, deed }: Step, input: unknown, run: RunFound): unknown {
  return deed.kind === "writes" ? [{ run: run.id }] : { step: key, saw: digestOf(input) };
}

function judgeRun(graph: Graph, run: RunFound, told: ReadonlyMap<string, Told>): string[] {
  if (run.state === "cancelled") return [];
  const says = [...told.values()];
  const fails = says.some((one) => one.as === "failed" && one.by === undefined);
  const races = graph.steps.some(({ join }) => join === "any");
  const wanted = fails ? (races ? ["failed", "succeeded"] : ["failed"]) : ["succeeded"];
  if (!wanted.includes(run.state)) return [`the run is ${run.state}, not ${wanted.join(" or ")}`];

  const isAbove = new Set(graph.steps.flatMap(({ above }) => above.map(({ from }) => from)));
  const ends = graph.steps.filter(({ key }) => !isAbove.has(key));
  const outputs = ends.flatMap(({ key }) => {
    const one = told.get(key);
    return one?.as === "worked" && run.steps.get(key)?.state === "succeeded"
      ? [[key, one.output] as const]
      : [];
  });
  const [only] = outputs;
  const output = outputs.length === 1 ? only?.[1] : outputs.length === 0 ? null : Object.fromEntries(outputs);
  if (digestOf(output) === digestOf(run.output)) return [];
  return [`the run gave ${JSON.stringify(run.output)}, not ${JSON.stringify(output)}`];
}
