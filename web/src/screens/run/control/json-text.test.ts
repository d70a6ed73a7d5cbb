import { expect, test } from "vitest";
import { readJson } from "./json-text.ts";

test("any JSON is a value, also the empty ones", () => {
  expect(readJson("null")).toEqual({ ok: true, value: null });
  expect(readJson('{"a": [1]}')).toEqual({ ok: true, value: { a: [1] } });
});

test("what is not JSON names its line", () => {
  const read = readJson('{\n  "a": 1,\n  oops\n}');
  expect(read).toMatchObject({
    ok: false,
    message: "Not JSON yet, at line 3",
    diagnostic: { severity: "error" },
  });
});

test("an empty text is not a value", () => {
  expect(readJson("").ok).toBe(false);
});
