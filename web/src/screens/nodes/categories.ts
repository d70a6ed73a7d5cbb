/** In the order of a flow: what starts it, what it does, what it asks. */
const known = [
  ["trigger", "Triggers"],
  ["flow", "Flow"],
  ["data", "Data"],
  ["http", "HTTP"],
  ["database", "Database"],
  ["file", "Files"],
  ["ai", "AI"],
  ["test", "Testing"],
] as const;

export function categoryTitle(category: string): string {
  return known.find(([id]) => id === category)?.[1] ?? category;
}

export function byCategory<T>(
  items: readonly T[],
  categoryOf: (item: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  const groups = Map.groupBy(items, categoryOf);
  const order = [...known.map(([id]) => id), ...[...groups.keys()].toSorted()];
  return [...new Set<string>(order)].flatMap((category) => {
    const group = groups.get(category);
    return group ? [[category, group] as const] : [];
  });
}
