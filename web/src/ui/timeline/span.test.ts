import { expect, test } from "vitest";
import { createScale } from "./scale.ts";
import { spanAfter, spanOf, stretchOf } from "./span.ts";

const scale = createScale([{ start: 0, end: 240 }], { width: 240 });
const press = (key: string, shiftKey = false) => ({
  key,
  shiftKey,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
});

test("a stretch of the axis is a part of the time, and back", () => {
  expect(spanOf(scale, { x: 60, width: 30 })).toEqual({ start: 60, end: 90 });
  expect(stretchOf(scale, { start: 60, end: 90 })).toEqual({ x: 60, width: 30 });
  // A press is no stretch.
  expect(spanOf(scale, { x: 60, width: 2 })).toBeUndefined();
});

test("arrows begin at an end, move, and with Shift take more or less", () => {
  expect(spanAfter(press("ArrowRight"), scale, undefined)).toEqual({ start: 0, end: 10 });
  expect(spanAfter(press("ArrowLeft"), scale, undefined)).toEqual({ start: 230, end: 240 });
  expect(spanAfter(press("ArrowRight"), scale, { start: 0, end: 20 })).toEqual({ start: 10, end: 30 });
  expect(spanAfter(press("ArrowRight", true), scale, { start: 0, end: 20 })).toEqual({ start: 0, end: 30 });
  expect(spanAfter(press("ArrowLeft", true), scale, { start: 0, end: 10 })).toEqual({ start: 0, end: 10 });
  expect(spanAfter(press("ArrowRight"), scale, { start: 220, end: 240 })).toEqual({ start: 220, end: 240 });
});

test("Escape ends it where there is one; other keys are not its own", () => {
  expect(spanAfter(press("Escape"), scale, { start: 0, end: 10 })).toBe("none");
  expect(spanAfter(press("Escape"), scale, undefined)).toBeUndefined();
  expect(spanAfter(press("ArrowDown"), scale, undefined)).toBeUndefined();
  expect(spanAfter({ ...press("ArrowLeft"), altKey: true }, scale, undefined)).toBeUndefined();
});
