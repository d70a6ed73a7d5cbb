import { diffDeep, type FieldChange } from "#language/flow/diff.ts";
import { isObject, type Json } from "#language/flow/document.ts";
import { printPath } from "#language/flow/path.ts";
import { asWritten } from "./flow-text.ts";

/** A place where two documents differ; what stands there before and after, as JSON, or nothing. */
export type Difference = {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
};

/** What changes from one document to the other, in the order of their keys. Both are JSON; numbers differ by their digits. */
export function differences(before: string | undefined, after: string): readonly Difference[] {
  return diffDeep(read(before ?? "{}"), read(after))
    .flatMap(leaves)
    .map(({ path, before: was, after: is }) => ({
      path: printPath(path),
      ...(was === undefined ? {} : { before: JSON.stringify(was) }),
      ...(is === undefined ? {} : { after: JSON.stringify(is) }),
    }));
}

/** Edges have no places, only a presence. */
function read(json: string): Json {
  const document = JSON.parse(json, asWritten) as Json;
  if (!isObject(document) || !Array.isArray(document["edges"])) return document;
  return { ...document, edges: Object.fromEntries(document["edges"].map((edge) => [String(edge), edge])) };
}

/** What comes or goes as a whole is told value by value. */
function leaves(change: FieldChange): FieldChange[] {
  const { path, before, after } = change;
  const [value, none] = [after ?? before, Array.isArray(after ?? before) ? [] : {}];
  if ((before !== undefined && after !== undefined) || typeof value !== "object") return [change];
  const inside = before === undefined ? diffDeep(none, value) : diffDeep(value, none);
  if (inside.length === 0 || inside[0]?.path.length === 0) return [change];
  return inside.flatMap((one) => leaves({ ...one, path: [...path, ...one.path] }));
}
