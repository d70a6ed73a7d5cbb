import { expect, test } from "vitest";
import { match } from "./match.ts";

test("words are found from their start, in any order", () => {
  expect(match("Go to failed runs", "ru fai")).toBe(true);
  expect(match("Go to failed runs", "uns")).toBe(false);
  expect(match("Theme: dark", "THEME d")).toBe(true);
  expect(match("anything", " ")).toBe(true);
});
