import { join } from "./check-texts.ts";

/** A place where two documents differ; what stands there before and after, as JSON, or nothing. */
export type Difference = {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
};

/** What changes from one document to the other, in the order of their keys. Both are JSON; numbers differ by their digits. */
export function differences(before: string | undefined, after: string): readonly Difference[] {
  const [was, is] = [before === undefined ? new Map<string, string>() : leaves(before), leaves(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const [old, now] = [was.get(path), is.get(path)];
    if (old === now) return [];
    return [
      { path, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) },
    ];
  });
}

/** Every value that holds no other, as JSON, by its path. Edges have no places, only a presence. */
function leaves(json: string): Map<string, string> {
  const found = new Map<string, string>();
  // Whatever holds nothing else is a text from here on: its JSON.
  const document: unknown = JSON.parse(json, asWritten as (key: string, value: unknown) => unknown);
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) {
      found.set(path, String(value));
      return;
    }
    const entries = Object.entries(value);
    if (entries.length === 0) found.set(path, Array.isArray(value) ? "[]" : "{}");
    for (const [key, child] of entries) {
      if (path === "edges") found.set(`edges ${String(child)}`, String(child));
      else walk(child, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : join(path, key));
    }
  };
  walk(document, "");
  return found;
}

/** TypeScript does not know yet that a reviver is told what stood there. */
function asWritten(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === "object" && value !== null ? value : (source ?? JSON.stringify(value));
}
