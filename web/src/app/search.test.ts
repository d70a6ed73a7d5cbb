import { expect, test } from "vitest";
import { parseSearch, printSearch, runSearch, runsSearch } from "./search.ts";

test("an address is read leniently and written short", () => {
  expect(runsSearch({ state: "failed,bogus", time: "nonsense", peek: "x", other: 1 })).toEqual({
    state: "failed",
  });
  expect(runSearch({ tab: "bogus", view: "canvas", attempt: "2" })).toEqual({ view: "canvas", attempt: 2 });
});

test.each([
  { q: 'state:failed,running "a & b=c" 100%+', time: "2026-11-22T20:00Z..2026-11-22T21:00Z" },
  { step: "charge card", scope: "each[17]", attempt: 3 },
  {},
])("%j survives the address", (search) => {
  const text = printSearch(search);
  const back = Object.fromEntries(Object.entries(search).map(([key, value]) => [key, String(value)]));
  expect(parseSearch(text)).toEqual(back);
});

test("what people may read stays readable", () => {
  expect(printSearch({ q: "state:failed flow:order-*", time: "24h" })).toBe(
    "?q=state:failed+flow:order-*&time=24h",
  );
});
