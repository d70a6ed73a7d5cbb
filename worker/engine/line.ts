/**
 * Who waits for a lane. What is more urgent goes first, and runs of one priority take turns, so that a run of one step
 * does not stand behind the thousands of a fan that came before, nor a step that comes late (a dead worker's, say)
 * behind a backlog. Within a run the order is that of the rings: a doorbell is through when its steps are, and makes
 * room for the next.
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

/** So many of a run go in one turn: they go well together. */
const TURN = 8;

/** `runOf` tells what takes turns; without it, each ring does. */
export function createLine<Item>(runOf?: (item: Item) => unknown): Line<Item> {
  type Queue = { readonly priority: number; readonly run: unknown; readonly items: Item[] };
  /** In the order of their turns. */
  let queues: Queue[] = [];
  const byRun = new Map<unknown, Queue[]>();
  let size = 0;

  const isWaiting = ({ items }: Queue) => items.length > 0;
  const find = (priority: number, run: unknown) =>
    byRun.get(run)?.find((queue) => queue.priority === priority && isWaiting(queue));
  const atEnd = (queue: Queue) =>
    queues.splice(queues.findLastIndex((other) => other.priority <= queue.priority) + 1, 0, queue);
  const open = (priority: number, run: unknown): Queue => {
    const queue: Queue = { priority, run, items: [] };
    byRun.set(run, [...(byRun.get(run) ?? []).filter(isWaiting), queue]);
    return queue;
  };
  const close = (queue: Queue) => {
    const rest = (byRun.get(queue.run) ?? []).filter((other) => other !== queue);
    if (rest.length > 0) byRun.set(queue.run, rest);
    else byRun.delete(queue.run);
  };
  const putBack = ({ priority, run }: Queue, item: Item) => {
    size += 1;
    const waiting = find(priority, run);
    if (waiting) return void waiting.items.unshift(item);
    const queue = open(priority, run);
    queue.items.push(item);
    const before = queues.findIndex((other) => other.priority >= priority);
    queues.splice(before === -1 ? queues.length : before, 0, queue);
  };

  return {
    get size() {
      return size;
    },
    ring: (priority, items) => {
      const ring = {};
      for (const item of items) {
        const run = runOf ? runOf(item) : ring;
        let queue = find(priority, run);
        if (!queue) {
          queue = open(priority, run);
          atEnd(queue);
        }
        queue.items.push(item);
      }
      size += items.length;
    },
    next: (most) => {
      const gone: Waiting<Item>[] = [];
      while (gone.length < most) {
        const queue = queues.shift();
        if (!queue) break;
        const turn = queue.items.splice(0, Math.min(TURN, most - gone.length));
        gone.push(...turn.map((item) => ({ item, putBack: () => putBack(queue, item) })));
        if (isWaiting(queue)) atEnd(queue);
        else close(queue);
      }
      size -= gone.length;
      return gone;
    },
    clear: () => {
      const all = queues.flatMap(({ items }) => items);
      queues = [];
      byRun.clear();
      size = 0;
      return all;
    },
  };
}
