import { expect, test } from "vitest";
import { ariaKeys, keycaps } from "./keys.ts";

test("a stroke is shown as the reader's keyboard has it", () => {
  expect(keycaps("Mod+Shift+Z", "other")).toEqual([["Ctrl", "Shift", "Z"]]);
  expect(keycaps("Mod+Shift+Z", "mac")).toEqual([["⌘", "⇧", "Z"]]);
});

test("a chord is two strokes", () => {
  expect(keycaps("g f", "other")).toEqual([["G"], ["F"]]);
});

test("the plus key itself can be named", () => {
  expect(keycaps("Mod++", "other")).toEqual([["Ctrl", "+"]]);
});

test("screen readers hear the real modifier", () => {
  expect(ariaKeys("Mod+K", "mac")).toBe("Meta+K");
  expect(ariaKeys("Mod+K", "other")).toBe("Control+K");
  expect(ariaKeys("g f", "other")).toBeUndefined();
});
