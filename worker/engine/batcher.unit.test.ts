import { expect, test } from "vitest";
import { createBatcher } from "./batcher.ts";

test("what is added at once goes together, and each gets its own reply", async () => {
  const batches: number[][] = [];
  const batcher = createBatcher<number, number>(async (items) => {
    batches.push([...items]);
    return items.map((item) => item * 10);
  });

  const replies = await Promise.all([1, 2, 3].map((item) => batcher.add(item)));

  expect(replies).toEqual([10, 20, 30]);
  expect(batches).toEqual([[1, 2, 3]]);
});

test("what comes while a flush is under way makes up the next one", async () => {
  const batches: number[][] = [];
  const first = Promise.withResolvers<void>();
  const batcher = createBatcher<number, number>(async (items) => {
    batches.push([...items]);
    if (batches.length === 1) await first.promise;
    return [...items];
  });

  const replies = [batcher.add(1)];
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  replies.push(batcher.add(2), batcher.add(3));
  first.resolve();
  await Promise.all(replies);

  expect(batches).toEqual([[1], [2, 3]]);
});

test("a second flush begins beside the first when enough waits for it", async () => {
  const batches: number[] = [];
  const first = Promise.withResolvers<void>();
  const batcher = createBatcher<number, number>(
    async (items) => {
      batches.push(items.length);
      if (batches.length === 1) await first.promise;
      return [...items];
    },
    { parallel: 2 },
  );
  const turns = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const add = (count: number) => Array.from({ length: count }, (_, item) => batcher.add(item));

  const replies = add(1);
  await turns();
  replies.push(...add(31));
  await turns();
  expect(batches).toEqual([1]);
  replies.push(...add(1));
  await turns();
  expect(batches).toEqual([1, 32]);

  first.resolve();
  await Promise.all(replies);
});

test("a flush that fails fails its own items only", async () => {
  const batcher = createBatcher<number, number>(
    async (items) => {
      if (items.includes(1)) throw new Error("no");
      return [...items];
    },
    { largest: 1 },
  );

  const settled = await Promise.allSettled([batcher.add(1), batcher.add(2)]);

  expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

test("idle waits for what is queued and for what is under way", async () => {
  const done: number[] = [];
  const batcher = createBatcher<number, number>(
    async (items) => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push(...items);
      return [...items];
    },
    { largest: 1 },
  );
  const replies = Promise.all([batcher.add(1), batcher.add(2)]);

  await batcher.idle();

  expect(done).toEqual([1, 2]);
  await replies;
});

test("what waits is shared among the flushes that are free, unless it is too little", async () => {
  const sizes = async (count: number) => {
    const batches: number[] = [];
    const batcher = createBatcher<number, number>(
      async (items) => {
        batches.push(items.length);
        return [...items];
      },
      { parallel: 2 },
    );
    await Promise.all(Array.from({ length: count }, (_, item) => batcher.add(item)));
    return batches;
  };

  expect(await sizes(100)).toEqual([50, 50]);
  expect(await sizes(40)).toEqual([32, 8]);
  expect(await sizes(20)).toEqual([20]);
});
