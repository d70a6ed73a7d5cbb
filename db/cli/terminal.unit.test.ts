import { expect, test } from "vitest";
import { ago, duration, plain, pretty, table } from "./terminal.ts";

test.each([
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [9_994, "9.99 s"],
  [9_996, "10.0 s"],
  [59_949, "59.9 s"],
  [59_951, "1 min 0 s"],
  [3_599_400, "59 min 59 s"],
  [3_600_000, "1 h 0 min"],
  [86_400_000, "1 d 0 h"],
])("%d ms reads %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test("what is less than a day ago is told by the clock, the rest by the calendar", () => {
  const now = new Date("2026-01-02T00:00:00Z");

  expect(ago(new Date("2026-01-01T23:59:59.500Z"), now)).toBe("now");
  expect(ago(new Date("2026-01-01T23:59:55.100Z"), now)).toBe("4 s ago");
  expect(ago(new Date("2025-12-30T10:11:12Z"), now)).toBe("2025-12-30 10:11");
});

test("text from outside cannot speak to the terminal", () => {
  expect(plain("a\u001b]0;title\u0007b\u001b[2Jc\r\nd\u009b31me")).toBe("abc de");
  expect(pretty({ text: "\u001b[2J\u009b2J" })).toBe('{\n  "text": "\\u001b[2J\\u009b2J"\n}');
});

test("columns are as wide as their widest cell, numbers to the right, no space at the end", () => {
  const text = table(
    [{ title: "id", align: "right" }, { title: "name" }, { title: "note" }],
    [
      ["7", "Grace", ""],
      ["1234", "Ada", "✓ ok"],
    ],
  );

  expect(text).toBe("  id  name   note\n   7  Grace\n1234  Ada    ✓ ok");
});
