import type { OutcomeRow, Place } from "./calls.ts";

/**
 * Outcomes and places as Postgres takes them: arrays, one a column, each under the name it has in
 * reflux_private.complete_steps. A column of which nothing is said is none.
 */
const outcome: { readonly [column: string]: (row: OutcomeRow) => unknown } = {
  run_ids: ({ run_id }) => run_id,
  idxs: ({ idx }) => idx,
  scopes: ({ scope }) => scope,
  attempts: ({ attempt }) => attempt,
  kinds: ({ kind }) => (kind === "output" ? undefined : kind),
  outputs: outputOf,
  ports: (row) => (row.kind === "output" && row.ports ? JSON.stringify(row.ports) : undefined),
  artifacts: ({ artifact }) => artifact,
  bodies: ({ artifact, text }) => (artifact === undefined ? undefined : text),
  errors: (row) => ("error" in row ? JSON.stringify(row.error) : undefined),
  wake_at: (row) => ("at" in row ? row.at : undefined),
  wake_in_ms: (row) => ("ms" in row ? row.ms : undefined),
  evidence: ({ evidence }) => evidence && JSON.stringify(evidence),
  follows: ({ follows }) => follows,
  nexts: ({ next }) => next,
  usage: ({ usage }) => usage && JSON.stringify(usage),
};

const place: { readonly [column: string]: (place: Place) => unknown } = {
  run_ids: ([run]) => run,
  idxs: ([, idx]) => idx,
  scopes: ([, , scope]) => scope,
  quarantines: ([, , , quarantine]) => quarantine,
};

/** What a row holds, as it was written out already. */
function outputOf(row: OutcomeRow): string | undefined {
  if (row.kind === "call_flow")
    return JSON.stringify({ flow: row.flow, version: row.version, input: row.input });
  if (row.kind === "open_scopes")
    return JSON.stringify({ items: row.items, names: row.names, leave: row.leave });
  if (row.kind !== "output" || row.artifact !== undefined) return undefined;
  return row.text ?? JSON.stringify(row.output);
}

export const outcomeNames = Object.keys(outcome);
export const placeNames = Object.keys(place);
export const outcomeColumns = (rows: readonly OutcomeRow[]) => columns(outcome, rows);
export const placeColumns = (places: readonly Place[]) => columns(place, places);

function columns<Row>(of: { readonly [column: string]: (row: Row) => unknown }, rows: readonly Row[]) {
  return Object.values(of).map((valueOf) => {
    const values = rows.map(valueOf);
    return values.every((value) => value === undefined) ? null : values;
  });
}
