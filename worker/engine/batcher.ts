/**
 * Natural batching: items that arrive while a flush is under way make up the next one. No timer, so an idle system
 * answers at once and a busy one sends large batches by itself.
 */
export type Batcher<Item, Reply> = {
  add(item: Item): Promise<Reply>;
  /** Resolves when nothing is queued or under way. */
  idle(): Promise<void>;
};

/** `flush` answers every item, in order, or rejects for all of them. */
export function createBatcher<Item, Reply>(
  flush: (items: readonly Item[]) => Promise<readonly Reply[]>,
  largest = 500,
): Batcher<Item, Reply> {
  type Entry = { item: Item; resolve: (reply: Reply) => void; reject: (reason: unknown) => void };
  let queue: Entry[] = [];
  let pumping: Promise<void> | undefined;

  const pump = async (): Promise<void> => {
    // One turn of the event loop, so that everything that is ready now goes together.
    await new Promise((turn) => setImmediate(turn));
    while (queue.length > 0) {
      const batch = queue.slice(0, largest);
      queue = queue.slice(largest);
      try {
        const replies = await flush(batch.map((entry) => entry.item));
        for (const [index, entry] of batch.entries()) {
          // `flush` promises one reply for each item.
          entry.resolve(replies[index] as Reply);
        }
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    pumping = undefined;
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        pumping ??= pump();
      }),
    idle: async () => {
      while (pumping) await pumping;
    },
  };
}
