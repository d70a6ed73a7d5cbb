import { expect, test } from "vitest";
import { createPermits } from "./permits.ts";

test("as many as are free are granted, at least one", async () => {
  const permits = createPermits(3);

  expect(await permits.acquire(2)).toBe(2);
  expect(await permits.acquire(5)).toBe(1);
  expect(permits.free()).toBe(0);
});

test("waiters are served in order, and none is free while one waits", async () => {
  const permits = createPermits(1);
  const order: string[] = [];
  await permits.acquire(1);
  const first = permits.acquire(1).then(() => order.push("first"));
  const second = permits.acquire(1).then(() => order.push("second"));

  permits.release(1);
  await first;
  expect(permits.free()).toBe(0);
  permits.release(1);
  await second;
  permits.release(1);

  expect(order).toEqual(["first", "second"]);
  expect(permits.free()).toBe(1);
});

test("who holds a lease goes before who would take one", async () => {
  const permits = createPermits(1);
  const order: string[] = [];
  await permits.acquire(1);
  const taker = permits.acquire(5).then(() => order.push("taker"));
  const holder = permits.acquire(1, "holder").then(() => order.push("holder"));

  permits.release(1);
  await holder;
  permits.release(1);
  await taker;

  expect(order).toEqual(["holder", "taker"]);
});
