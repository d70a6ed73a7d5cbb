import { expect, test } from "vitest";
import { bounds, lastDay, parseTimeRange, printTimeRange } from "./time-range.ts";
import { printSet, printSort, readCount, readSet, readSort, readText } from "./url.ts";

const states = ["queued", "running", "failed"] as const;

test("sets keep what is known, in the order of the list, and vanish when empty", () => {
  expect(readSet("failed,queued,nonsense", states)).toEqual(["queued", "failed"]);
  expect(readSet(undefined, states)).toEqual([]);
  expect(readSet({ a: 1 }, states)).toEqual([]);
  expect(printSet([])).toBeUndefined();
  expect(printSet(["failed", "running"])).toBe("failed,running");
});

test("a sort that is not a column falls back", () => {
  const fallback = { column: "started", direction: "descending" } as const;
  const columns = ["started", "duration"] as const;
  expect(readSort("duration", columns, fallback)).toEqual({ column: "duration", direction: "ascending" });
  expect(readSort("-duration", columns, fallback)).toEqual({ column: "duration", direction: "descending" });
  expect(readSort("-password", columns, fallback)).toBe(fallback);
  expect(printSort(fallback)).toBe("-started");
});

test("numbers in the address may come as numbers or as text", () => {
  expect(readCount("7")).toBe(7);
  expect(readCount(7)).toBe(7);
  expect(readCount("-1")).toBeUndefined();
  expect(readCount("1e99")).toBeUndefined();
  expect(readText(7)).toBe("7");
  expect(readText("")).toBeUndefined();
});

test.each(["24h", "90m", "7d", "2026-11-22T20:00Z..2026-11-22T21:30Z"])("%s survives the address", (text) => {
  const range = parseTimeRange(text);
  expect(range && printTimeRange(range)).toBe(text);
});

test.each(["", "soon", "0s", "2026-11-22..2026-11-21", "..", "a..b"])("%j is not a range", (text) => {
  expect(parseTimeRange(text)).toBeUndefined();
});

test("a moving range ends now, a fixed one where it says", () => {
  const now = Date.UTC(2026, 10, 22, 21);
  expect(bounds(lastDay, now)).toEqual({ from: now - 86_400_000, to: now });
  const fixed = { kind: "fixed", from: now - 1, to: now } as const;
  expect(bounds(fixed, now + 5_000)).toEqual({ from: now - 1, to: now });
});
