/** What a step says beside its name. */
type Options = Readonly<Record<string, unknown>>;

/** A flow document. A step without a node is `test.pass`. */
export function flow(steps: Readonly<Record<string, Options>>, edges: readonly string[] = []) {
  const filled = Object.entries(steps).map(([key, step]) => [key, { node: "test.pass", ...step }] as const);
  return { reflux: 1, steps: Object.fromEntries(filled), edges };
}

/** Steps one behind the other, `s0` to `s<n-1>`. */
export function chain(length: number, step: Options = {}) {
  const keys = Array.from({ length }, (_, index) => `s${index}`);
  const edges = keys.slice(1).map((key, index) => `${keys[index]} -> ${key}`);
  return flow(Object.fromEntries(keys.map((key) => [key, step])), edges);
}

/** A root, `width` steps below it, and a join. */
export function fan(width: number, step: Options = {}) {
  const keys = Array.from({ length: width }, (_, index) => `c${index}`);
  return flow({ root: {}, ...Object.fromEntries(keys.map((key) => [key, step])), join: {} }, [
    ...keys.map((key) => `root -> ${key}`),
    ...keys.map((key) => `${key} -> join`),
  ]);
}
