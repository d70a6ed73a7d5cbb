import { expect, test } from "vitest";
import { createLine } from "./line.ts";

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const items = (waiting: readonly { readonly item: number }[]) => waiting.map(({ item }) => item);

test("rings of one priority take turns, and a late one does not wait for all of an early one", () => {
  const line = createLine<number>();
  line.ring(0, numbers(0, 20));
  line.ring(0, [100]);

  expect(items(line.next(10))).toEqual([...numbers(0, 8), 100, 8]);
  expect(line.size).toBe(11);
  expect(items(line.next(50))).toEqual(numbers(9, 11));
  expect(line.next(1)).toEqual([]);
});

test("the more urgent ring goes first, whenever it came", () => {
  const line = createLine<number>();
  line.ring(0, [1, 2]);
  line.ring(5, [3]);
  line.ring(-10, [4, 5]);

  expect(items(line.next(9))).toEqual([4, 5, 1, 2, 3]);
});

test("what is put back goes next, also when its ring was empty", () => {
  const line = createLine<number>();
  line.ring(0, [1, 2]);
  line.ring(0, [3]);
  const had = line.next(2);
  for (const waiting of had.toReversed()) waiting.putBack();

  expect(line.size).toBe(3);
  expect(items(line.next(9))).toEqual([1, 2, 3]);
});

test("who empties the line gets all that wait", () => {
  const line = createLine<number>();
  line.ring(0, [1, 2]);
  line.ring(-1, [3]);

  expect(line.clear()).toEqual([3, 1, 2]);
  expect(line.size).toBe(0);
});

test("runs take turns, however many doorbells rang for them, and a run's first doorbell is through first", () => {
  const line = createLine<string>((item) => item[0]);
  line.ring(0, ["a1", "a2", "a3", "a4", "a5"]);
  line.ring(0, ["a6", "a7", "a8", "a9"]);
  line.ring(0, ["b1"]);
  line.ring(-1, ["c1"]);

  expect(line.next(10).map(({ item }) => item)).toEqual([
    "c1",
    ..."12345678".split("").map((n) => `a${n}`),
    "b1",
  ]);
  expect(line.next(9).map(({ item }) => item)).toEqual(["a9"]);
});

test("what is put back goes first when its run has its turn", () => {
  const line = createLine<string>((item) => item[0]);
  line.ring(0, ["a1", "a2"]);
  line.ring(0, ["b1"]);
  const [first] = line.next(1);
  line.ring(0, ["a3"]);
  first?.putBack();

  expect(line.size).toBe(4);
  expect(line.next(9).map(({ item }) => item)).toEqual(["b1", "a1", "a2", "a3"]);
});
