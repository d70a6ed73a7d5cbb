import { type Flow, type Step, stepOf } from "#language/flow/document.ts";
import { parseEdge } from "#language/flow/edges.ts";
import { applyPatch, type Operation } from "#language/flow/patch.ts";
import { followSources } from "#language/flow/references.ts";
import { sourcesOf } from "#language/flow/topology.ts";
import type { Edit } from "./edit.ts";

/** The edit, and in the steps whose predecessors it changes what keeps their expressions reading what they read. */
export function followInput<E extends Edit>(flow: Flow, edit: E): E {
  const result = applyPatch(flow, edit.patch);
  if (!result.ok) return edit;
  const led = new Set(
    edit.patch.flatMap((operation) =>
      operation.op === "add_edge" || operation.op === "remove_edge"
        ? (parseEdge(operation.edge)?.to ?? [])
        : [],
    ),
  );
  const followed = [...led].flatMap((key): Operation[] => {
    const step = stepOf(flow, key) && stepOf(result.flow, key);
    if (!step) return [];
    return fieldsChanged(key, step, followSources(step, sourcesOf(flow, key), sourcesOf(result.flow, key)));
  });
  return followed.length === 0 ? edit : { ...edit, patch: [...edit.patch, ...followed] };
}

/** What sets the fields of a step that became others. */
export function fieldsChanged(key: string, before: Step, after: Step): Operation[] {
  return Object.entries(after).flatMap(([field, value]): Operation[] =>
    value === undefined || value === before[field]
      ? []
      : [{ op: "set_step", step: key, path: [field], value }],
  );
}
