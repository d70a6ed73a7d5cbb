import { expect, test } from "vitest";
import { formatAbsolute, formatRelative } from "./time.ts";

const now = Date.UTC(2026, 10, 22, 21, 46, 12, 480);

test.each([
  [0, "now"],
  [1_900, "now"],
  [2_000, "2s ago"],
  [59_999, "59s ago"],
  [60_000, "1m ago"],
  [3_599_000, "59m ago"],
  [7_200_000, "2h ago"],
  [86_400_000 * 3.5, "3d ago"],
  [-90_000, "in 1m"],
])("%i ms before now reads %s", (distance, text) => {
  expect(formatRelative(now - distance, now)).toBe(text);
});

test("far moments are dates, since nobody counts 45 days", () => {
  expect(formatRelative(now - 86_400_000 * 45, now, "utc")).toBe("8 Oct 2026");
});

test("the absolute form names its zone and keeps milliseconds", () => {
  expect(formatAbsolute(now, "utc")).toBe("22 Nov 2026, 21:46:12.480 UTC");
});
