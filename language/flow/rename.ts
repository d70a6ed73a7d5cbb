import { equalJson } from "../equal.ts";
import type { Flow, Step } from "./document.ts";
import { followSources, renameReferences } from "./references.ts";
import { sourcesOf } from "./topology.ts";

/** Other keys for steps, by the old ones. */
export type Names = ReadonlyMap<string, string>;

/** A step as it reads the renamed ones: by name, and as a field of an input that several steps make. */
export function renamedStep(flow: Flow, key: string, step: Step, names: Names): Step {
  const sources = sourcesOf(flow, key);
  const after = sources.map((source) => names.get(source) ?? source);
  return followSources(renameReferences(step, names), sources, after, names);
}

/** A flow as if its steps had always been called so. */
export function renamedFlow(flow: Flow, names: Names): Flow {
  if (names.size === 0) return flow;
  const name = (key: string) => names.get(key) ?? key;
  const { steps, groups, notes } = flow.layout;
  return {
    ...flow,
    steps: mapRecord(flow.steps, name, (step, key) => renamedStep(flow, key, step, names)),
    edges: flow.edges.map((edge) => ({ ...edge, from: name(edge.from), to: name(edge.to) })),
    layout: {
      steps: mapRecord(steps, name, (place) => place),
      groups: mapRecord(groups, String, (group) => ({ ...group, steps: group.steps.map(name) })),
      notes,
    },
  };
}

/** Which steps one flow calls otherwise than another: the same step, or one of the same node at the same place. */
export function renamesBetween(before: Flow, after: Flow): Names {
  const come = new Set(Object.keys(after.steps).filter((key) => !Object.hasOwn(before.steps, key)));
  const found = new Map<string, string>();
  for (const [from, step] of Object.entries(before.steps)) {
    if (Object.hasOwn(after.steps, from)) continue;
    const isIt = (to: string) => {
      const now = after.steps[to];
      const place = before.layout.steps[from];
      if (now?.node === step.node && place && equalJson({ ...place }, { ...after.layout.steps[to] }))
        return true;
      return equalJson(renamedStep(before, from, step, new Map([[from, to]])), now);
    };
    const to = [...come].find(isIt);
    if (to !== undefined && come.delete(to)) found.set(from, to);
  }
  return found;
}

function mapRecord<T>(
  record: Readonly<Record<string, T>>,
  name: (key: string) => string,
  change: (value: T, key: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [name(key), change(value, key)]));
}
