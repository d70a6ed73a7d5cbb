/**
 * Natural batching: items that arrive while flushes are under way make up the next ones. No timer, so an idle system
 * answers at once and a busy one sends large batches by itself. With `parallel` flushes, what waits is shared among
 * those that are free, and another one begins beside the first as soon as enough waits for it: the database works on
 * several at once, and this process meanwhile.
 */
export type Batcher<Item, Reply> = {
  add(item: Item): Promise<Reply>;
  /** Resolves when nothing is queued or under way. */
  idle(): Promise<void>;
};

export type BatcherOptions = { readonly largest?: number; readonly parallel?: number };

/** Fewer items wait for the flush that is under way: one costs as much by itself as so many items (measured). */
const WORTH_A_FLUSH = 32;

/** `flush` answers every item, in order, or rejects for all of them. */
export function createBatcher<Item, Reply>(
  flush: (items: readonly Item[]) => Promise<readonly Reply[]>,
  { largest = 500, parallel = 1 }: BatcherOptions = {},
): Batcher<Item, Reply> {
  type Entry = { item: Item; resolve: (reply: Reply) => void; reject: (reason: unknown) => void };
  let queue: Entry[] = [];
  let flushing = 0;
  let turn: NodeJS.Immediate | undefined;
  let waiting: (() => void)[] = [];

  const send = async (batch: readonly Entry[]): Promise<void> => {
    try {
      const replies = await flush(batch.map((entry) => entry.item));
      for (const [index, entry] of batch.entries()) {
        // `flush` promises one reply for each item.
        entry.resolve(replies[index] as Reply);
      }
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  };

  const pump = () => {
    turn = undefined;
    while (flushing < parallel && queue.length >= (flushing === 0 ? 1 : WORTH_A_FLUSH)) {
      const share = Math.max(WORTH_A_FLUSH, Math.ceil(queue.length / (parallel - flushing)));
      const batch = queue.slice(0, Math.min(share, largest));
      queue = queue.slice(batch.length);
      flushing += 1;
      void send(batch).then(() => {
        flushing -= 1;
        schedule();
      });
    }
    if (queue.length === 0 && flushing === 0) {
      for (const resolve of waiting) resolve();
      waiting = [];
    }
  };
  // One turn of the event loop, so that everything that is ready now goes together.
  const schedule = () => {
    turn ??= setImmediate(pump);
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (flushing < parallel) schedule();
      }),
    idle: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        schedule();
      }),
  };
}
