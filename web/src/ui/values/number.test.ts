import { expect, test } from "vitest";
import { formatBytes, formatCount, formatShare } from "./number.ts";

test("counts stay exact while they fit a cell", () => {
  expect(formatCount(12_345)).toBe("12,345");
  expect(formatCount(1_234_567)).toBe("1.2M");
});

test("sizes never read 1024 of a unit", () => {
  expect(formatBytes(640)).toBe("640 B");
  expect(formatBytes(8_400)).toBe("8.2 KB");
  expect(formatBytes(1_048_575)).toBe("1.0 MB");
});

test("a share of successes never hides a failure", () => {
  expect(formatShare(9_999, 10_000)).toBe("99.9%");
  expect(formatShare(1, 10_000)).toBe("0.1%");
  expect(formatShare(5, 5)).toBe("100%");
  expect(formatShare(0, 0)).toBe("–");
});
