/** Two JSON values, as the list of paths at which they differ. */
import { diffDeep, type FieldChange } from "#language/flow/diff.ts";
import type { Json } from "#language/flow/document.ts";
import { printPath } from "#language/flow/path.ts";

export interface Difference {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before: unknown;
  readonly after: unknown;
}

/** More than this nobody reads; the rest is counted as one. */
export const MOST = 300;

export function diffValues(before: unknown, after: unknown): readonly Difference[] {
  // What a run kept is JSON.
  return diffDeep(before as Json, after as Json)
    .slice(0, MOST)
    .map((change) => ({
      path: `$${under(change)}`,
      kind: kindOf(change),
      before: change.before,
      after: change.after,
    }));
}

const kindOf = ({ before, after }: FieldChange) =>
  before === undefined ? "added" : after === undefined ? "removed" : "changed";

function under({ path }: FieldChange): string {
  const text = printPath(path);
  return text === "" || text.startsWith("[") ? text : `.${text}`;
}
