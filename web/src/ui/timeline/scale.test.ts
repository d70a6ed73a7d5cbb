import { expect, test } from "vitest";
import { createScale, mergeIntervals, ticks } from "./scale.ts";

const DAY = 86_400_000;

test("overlapping work is one stretch", () => {
  expect(
    mergeIntervals([
      { start: 5, end: 9 },
      { start: 0, end: 6 },
      { start: 20, end: 21 },
    ]),
  ).toEqual([
    { start: 0, end: 9 },
    { start: 20, end: 21 },
  ]);
});

test("two days of sleep between two seconds of work become one fold", () => {
  const busy = [
    { start: 0, end: 1_000 },
    { start: 2 * DAY, end: 2 * DAY + 1_000 },
  ];
  const scale = createScale(busy, { width: 1_028, foldWidth: 28 });

  expect(scale.pieces.map((piece) => piece.folded)).toEqual([false, true, false]);
  expect(scale.x(1_000)).toBeCloseTo(500);
  expect(scale.x(2 * DAY)).toBeCloseTo(528);
  expect(scale.x(2 * DAY + 1_000)).toBeCloseTo(1_028);
});

test("short pauses stay to scale, and folding can be turned off", () => {
  const busy = [
    { start: 0, end: 1_000 },
    { start: 1_100, end: 2_100 },
  ];
  expect(createScale(busy, { width: 100 }).pieces).toHaveLength(1);
  const far = [
    { start: 0, end: 1 },
    { start: DAY, end: DAY + 1 },
  ];
  expect(createScale(far, { width: 100, fold: false }).pieces).toHaveLength(1);
});

test("pixels lead back to the same moment", () => {
  const scale = createScale(
    [
      { start: 10, end: 1_010 },
      { start: DAY, end: DAY + 500 },
    ],
    { width: 900 },
  );
  for (const time of [10, 400, 1_010, DAY, DAY + 250, DAY + 500]) {
    expect(scale.time(scale.x(time))).toBeCloseTo(time, 3);
  }
});

test("time never runs backwards on screen", () => {
  const busy = Array.from({ length: 40 }, (_, i) => ({ start: i * i * 900, end: i * i * 900 + 300 }));
  const scale = createScale(busy, { width: 800 });
  let before = -1;
  for (let time = 0; time < 40 * 40 * 900; time += 777) {
    expect(scale.x(time)).toBeGreaterThanOrEqual(before);
    before = scale.x(time);
  }
});

test("nothing has happened yet: an empty scale, no division by zero", () => {
  const scale = createScale([], { width: 500 });
  expect(scale.x(123)).toBe(0);
  expect(ticks(scale)).toEqual([]);
  expect(createScale([{ start: 5, end: 5 }], { width: 500 }).x(5)).toBe(0);
});

test("ticks are round and apart", () => {
  const scale = createScale([{ start: 100, end: 10_100 }], { width: 1_000 });
  expect(ticks(scale).map((tick) => tick.offset)).toEqual([0, 1e3, 2e3, 3e3, 4e3, 5e3, 6e3, 7e3, 8e3, 9e3]);
  const narrow = createScale([{ start: 0, end: 10_000 }], { width: 200 });
  expect(ticks(narrow).map((tick) => tick.offset)).toEqual([0, 5e3]);
});

test("after a fold time is counted anew, and no tick touches the fold", () => {
  const busy = [
    { start: 0, end: 10_000 },
    { start: 2 * DAY, end: 2 * DAY + 10_000 },
  ];
  const found = ticks(createScale(busy, { width: 1_000 }));
  expect(found.filter((tick) => tick.afterFold).map((tick) => tick.offset)).toEqual([2e3, 4e3, 6e3, 8e3]);
  expect(found.filter((tick) => !tick.afterFold).every((tick) => tick.x < 484 - 44)).toBe(true);
});
