import { gapAcross, gapDown, type Point, type Size } from "./geometry.ts";

/** More than dagre arranges while somebody waits. */
export const tooMany = 600;

/**
 * Places by distance from the first step alone, in time linear in units and edges: a column each, and in it a row of its
 * own for each unit, where it can be that of what leads to it. Units come in the order of the topology.
 */
export function layers(
  units: readonly (Size & { readonly id: string })[],
  edges: readonly { readonly from: string; readonly to: string }[],
): Map<string, Point> {
  const across = gapAcross + units.reduce((most, { width }) => Math.max(most, width), 0);
  const down = gapDown + units.reduce((most, { height }) => Math.max(most, height), 0);
  const incoming = Map.groupBy(edges, ({ to }) => to);
  const cells = new Map<string, { readonly column: number; readonly row: number }>();
  const free = new Map<number, number>();
  for (const { id } of units) {
    const before = (incoming.get(id) ?? []).flatMap(({ from }) => cells.get(from) ?? []);
    const column = before.reduce((most, cell) => Math.max(most, cell.column + 1), 0);
    const row = Math.max(free.get(column) ?? 0, before[0]?.row ?? 0);
    free.set(column, row + 1);
    cells.set(id, { column, row });
  }
  return new Map([...cells].map(([id, { column, row }]) => [id, { x: column * across, y: row * down }]));
}
