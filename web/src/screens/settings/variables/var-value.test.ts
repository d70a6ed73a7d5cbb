import { expect, test } from "vitest";
import { readTyped, written } from "./var-value.ts";

test.each([
  ["https://crm.example", "https://crm.example", "text"],
  ['"quoted"', "quoted", "text"],
  ["1000", 1000, "number"],
  ["true", true, "boolean"],
  ["[1, 2]", [1, 2], "list"],
  ["null", null, "null"],
  ["007", "007", "text"],
])("%s is what the command line would make of it", (typed, value, kind) => {
  expect(readTyped(typed, false)).toEqual({ value, kind });
  expect(readTyped(typed, true)).toEqual({ value: typed, kind: "text" });
});

test.each(["7615917337495251231", '{"id":7615917337495251231}', "12345678901234567890.5", "1e300"])(
  "%s keeps its digits",
  (typed) => {
    expect(JSON.stringify(readTyped(typed, false).value)).toBe(typed.replace("1e300", "1e+300"));
  },
);

test.each([
  ["a text", "a text"],
  ["5", '"5"'],
  [5, "5"],
  [{ a: 1 }, '{"a":1}'],
])("%j is written so that it is read as itself", (value, text) => {
  expect(written(value)).toBe(text);
  expect(readTyped(text, false).value).toEqual(value);
});
