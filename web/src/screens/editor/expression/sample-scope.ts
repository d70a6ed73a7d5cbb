/** What a step's expressions see, taken from a run that was: the engine's rules on the graph that is being edited. */
import type { Flow, Json } from "#language/flow/document.ts";
import { references } from "#language/flow/references.ts";
import { eachText, slots } from "#language/flow/template.ts";
import { sourcesOf } from "#language/flow/topology.ts";
import type { Scope } from "./protocol.ts";

export interface SampleRun {
  readonly id: string;
  readonly version: number | undefined;
  readonly startedAt: string | null;
  readonly input: Json | undefined;
  /** What the step was given in it, where that is known. */
  readonly given?: Json;
}

/** Secrets never reach the page; this stands where one would. */
export const hiddenSecret = "••••••";

/** The steps whose outputs a value may read: those it names, and those whose outputs are its input. */
export function stepsToSample(flow: Flow, step: string, value: Json): readonly string[] {
  const named: string[] = [];
  eachText(value, (text) => {
    for (const { root, path } of slots(text).flatMap(({ expression }) => references(expression))) {
      if (root === "steps" && path[0]) named.push(path[0].name);
    }
  });
  return [...new Set([...sourcesOf(flow, step), ...named])].filter((key) => Object.hasOwn(flow.steps, key));
}

/** `outputs` holds what each step gave, and lacks those that gave nothing. */
export function sampleScope(
  flow: Flow,
  step: string,
  run: SampleRun,
  outputs: ReadonlyMap<string, unknown>,
  secrets: readonly string[],
  vars: Readonly<Record<string, Json>> = {},
): Scope {
  const sources = sourcesOf(flow, step);
  const [only] = sources;
  const live = sources.filter((key) => outputs.has(key));
  const input =
    run.given !== undefined
      ? run.given
      : only === undefined
        ? run.input
        : sources.length === 1
          ? outputs.get(only)
          : Object.fromEntries(live.map((key) => [key, outputs.get(key)]));
  return {
    input,
    steps: Object.fromEntries([...outputs].map(([key, output]) => [key, { output }])),
    run: { id: run.id, input: run.input, flow: flow.name, version: run.version, started_at: run.startedAt },
    secrets: Object.fromEntries(secrets.map((name) => [name, hiddenSecret])),
    vars,
  };
}
