/**
 * Walks `a.b.c` exactly as JSONata does, without its machinery: a list met on the way is mapped over and flattened,
 * one result stands for itself, none is `undefined`, and a list that the data itself holds stays a list.
 * `plain-path.unit.test.ts` compares the two on random data.
 */
import { ExactNumber } from "#language/exact-number.ts";
import { isFunctionValue } from "#language/function-value.ts";
export function resolvePath(names: readonly string[], scope: unknown): unknown {
  let at = scope;
  for (const [index, name] of names.entries()) {
    if (Array.isArray(at)) return resolveInList(names.slice(index), at);
    at = property(at, name);
    if (at === undefined) return undefined;
  }
  return at;
}

function resolveInList(names: readonly string[], list: readonly unknown[]): unknown {
  let items = list;
  for (const [index, name] of names.entries()) {
    const results = items.map((item) => lookup(item, name)).filter((result) => result !== undefined);
    const [only] = results;
    const isLast = index === names.length - 1;
    if (isLast && results.length === 1 && only?.whole && Array.isArray(only.value)) return only.value;
    items = results.flatMap(({ value }) => (Array.isArray(value) ? value : [value]));
    if (items.length === 0) return undefined;
  }
  return items.length === 1 ? items[0] : items;
}

/** `whole`: the value is the data's own, not a list of findings. */
interface Finding {
  readonly value: unknown;
  readonly whole: boolean;
}

function lookup(item: unknown, name: string): Finding | undefined {
  if (!Array.isArray(item)) {
    const value = property(item, name);
    return value === undefined ? undefined : { value, whole: true };
  }
  const found = collect(item, name);
  if (found.length > 1) return { value: found, whole: false };
  return found.length === 1 ? { value: found[0], whole: true } : undefined;
}

function collect(list: readonly unknown[], name: string): unknown[] {
  return list.flatMap((item) => {
    const value = Array.isArray(item) ? collect(item, name) : property(item, name);
    return value === undefined ? [] : value;
  });
}

function property(of: unknown, name: string): unknown {
  if (
    typeof of !== "object" ||
    of === null ||
    of instanceof ExactNumber ||
    !Object.hasOwn(of, name) ||
    isFunctionValue(of)
  )
    return undefined;
  // hasOwn has just said that it is there.
  return (of as Readonly<Record<string, unknown>>)[name];
}
