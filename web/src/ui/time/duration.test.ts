import { expect, test } from "vitest";
import { formatCoarse, formatDuration, spellDuration } from "./duration.ts";

test.each([
  [0, "0 ms"],
  [0.84, "840 µs"],
  [0.9999, "1.00 ms"],
  [12.34, "12.3 ms"],
  [999.6, "1.00 s"],
  [1_240, "1.24 s"],
  [59_949, "59.9 s"],
  [59_960, "1m 00s"],
  [125_000, "2m 05s"],
  [3_599_600, "1h 00m"],
  [11_520_000, "3h 12m"],
  [352_800_000, "4d 02h"],
  [-1_500, "−1.50 s"],
  [Number.NaN, "–"],
])("%d ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("no duration ever shows sixty of a unit", () => {
  for (let ms = 1; ms < 90_000_000; ms = ms * 1.0007 + 1) {
    expect(formatDuration(ms)).not.toMatch(/\b60[sm]\b|\b24h\b|\b1000 |\b60\.0 s/);
  }
});

test("in a fold there is room for one unit", () => {
  expect([40, 2_000, 90_000, 7_300_000, 172_800_000].map(formatCoarse)).toEqual([
    "40ms",
    "2s",
    "2m",
    "2h",
    "2d",
  ]);
});

test("they can be spoken", () => {
  expect(spellDuration(125_000)).toBe("2 minutes 5 seconds");
  expect(spellDuration(86_400_000)).toBe("1 day");
  expect(spellDuration(12)).toBe("12 milliseconds");
});
