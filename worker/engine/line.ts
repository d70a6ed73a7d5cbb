/**
 * Who waits for a lane, by ring: more urgent rings go first, and rings of one priority take turns, so that a step that
 * comes late (a dead worker's, say) does not stand behind thousands that came together.
 */
export type Line<Item> = {
  readonly size: number;
  ring(priority: number, items: readonly Item[]): void;
  /** At most so many, no longer in line. */
  next(most: number): readonly Waiting<Item>[];
  /** All, no longer in line. */
  clear(): readonly Item[];
};

export type Waiting<Item> = {
  readonly item: Item;
  /** To where it was. */
  putBack(): void;
};

/** So many of a ring go in one turn: they are of one run, mostly, and go well together. */
const TURN = 8;

export function createLine<Item>(): Line<Item> {
  type Ring = { readonly priority: number; readonly items: Item[] };
  let rings: Ring[] = [];
  let size = 0;

  const atEnd = (ring: Ring) =>
    rings.splice(rings.findLastIndex((other) => other.priority <= ring.priority) + 1, 0, ring);
  const putBack = (ring: Ring, item: Item) => {
    ring.items.unshift(item);
    size += 1;
    if (rings.includes(ring)) return;
    const before = rings.findIndex((other) => other.priority >= ring.priority);
    rings.splice(before === -1 ? rings.length : before, 0, ring);
  };

  return {
    get size() {
      return size;
    },
    ring: (priority, items) => {
      if (items.length === 0) return;
      atEnd({ priority, items: [...items] });
      size += items.length;
    },
    next: (most) => {
      const gone: Waiting<Item>[] = [];
      while (gone.length < most) {
        const ring = rings.shift();
        if (!ring) break;
        const turn = ring.items.splice(0, Math.min(TURN, most - gone.length));
        gone.push(...turn.map((item) => ({ item, putBack: () => putBack(ring, item) })));
        if (ring.items.length > 0) atEnd(ring);
      }
      size -= gone.length;
      return gone;
    },
    clear: () => {
      const all = rings.flatMap(({ items }) => items);
      rings = [];
      size = 0;
      return all;
    },
  };
}
