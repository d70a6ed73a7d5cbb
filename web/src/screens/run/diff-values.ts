/** Two JSON values, as the list of paths at which they differ. */
import { ExactNumber } from "#language/exact-number.ts";
export interface Difference {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before: unknown;
  readonly after: unknown;
}

/** More than this nobody reads; the rest is counted as one. */
export const MOST = 300;

export function diffValues(before: unknown, after: unknown): readonly Difference[] {
  const found: Difference[] = [];
  walk(before, after, "$");
  return found;

  function walk(a: unknown, b: unknown, path: string): void {
    if (found.length >= MOST || isSame(a, b)) return;
    if (a === undefined) found.push({ path, kind: "added", before: a, after: b });
    else if (b === undefined) found.push({ path, kind: "removed", before: a, after: b });
    else if (isTree(a) && isTree(b) && Array.isArray(a) === Array.isArray(b)) {
      const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
      for (const key of new Set([...left.keys(), ...right.keys()])) {
        walk(left.get(key), right.get(key), Array.isArray(a) ? `${path}[${key}]` : `${path}${nameOf(key)}`);
      }
    } else found.push({ path, kind: "changed", before: a, after: b });
  }
}

const isTree = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof ExactNumber);
const isSame = (a: unknown, b: unknown) =>
  Object.is(a, b) || (a instanceof ExactNumber && b instanceof ExactNumber && a.digits === b.digits);
const nameOf = (key: string) => (/^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
