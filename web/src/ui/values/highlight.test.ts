import { expect, test } from "vitest";
import { highlight } from "./highlight.ts";

const kinds = (code: string, language: "sql" | "json" | "graphql") =>
  highlight(code, language).flatMap((part) => (part.kind ? [[part.text, part.kind]] : []));

test("nothing of the code is lost", () => {
  const code = "select * from reflux.runs -- all\nwhere state = 'it''s' and id = 7;";
  expect(
    highlight(code, "sql")
      .map((part) => part.text)
      .join(""),
  ).toBe(code);
});

test("sql: words, strings with doubled quotes, functions, comments", () => {
  expect(kinds("select reflux.why(7) -- 'not a string'", "sql")).toEqual([
    ["select", "keyword"],
    ["why", "name"],
    ["7", "number"],
    ["-- 'not a string'", "comment"],
  ]);
  expect(kinds("'it''s from'", "sql")).toEqual([["'it''s from'", "string"]]);
});

test("json: a key is a name, a value is not", () => {
  expect(kinds('{"id": "a:b", "ok": true, "n": 1.5}', "json")).toEqual([
    ['"id"', "name"],
    ['"a:b"', "string"],
    ['"ok"', "name"],
    ["true", "keyword"],
    ['"n"', "name"],
    ["1.5", "number"],
  ]);
});
