import fc from "fast-check";
import jsonata from "jsonata";
import { expect, test } from "vitest";
import { cpuMs } from "../testing/cpu.ts";
import { parseTemplate, slots, soleExpression } from "./template.ts";
import { expressions } from "./testing/expressions.ts";

test("a text without expressions is one literal part", () => {
  expect(parseTemplate("a { b } c }}")).toEqual([{ kind: "text", text: "a { b } c }}" }]);
  expect(parseTemplate("")).toEqual([]);
});

test("literals and expressions alternate, with their places", () => {
  expect(parseTemplate("Hi {{ input.name }}, {{a}}{{b}}!")).toEqual([
    { kind: "text", text: "Hi " },
    { kind: "expression", source: " input.name ", offset: 5 },
    { kind: "text", text: ", " },
    { kind: "expression", source: "a", offset: 23 },
    { kind: "expression", source: "b", offset: 28 },
    { kind: "text", text: "!" },
  ]);
});

test.each([
  ['"}}"', "a double-quoted string"],
  ["'}}'", "a single-quoted string"],
  ['"\\"}}"', "an escaped quote"],
  ["a.`}}`", "a quoted name"],
  ["`a\\`", "a quoted name, in which a backslash is a backslash"],
  ["/* }} */ a", "a comment"],
  ['{"a": {"b": 1}}', "nested objects"],
  ["$map(a, function($v){{'x': $v}})", "an object right inside a function"],
  ["$match(a, /\\}\\}/)", "a regular expression"],
  ["$match(a, /(a{2}[/x])/)", "a slash inside a character class"],
  ["a and /\\}\\}/", "a regular expression after a word that is an operator"],
  ["a / b / c", "divisions"],
  ["(a) / 2 & '}}'", "a division after a bracket"],
  ["cafe\u0301 / 2 & '}}' & 1 / 2", "a division after a name that ends in an accent of its own"],
  ["* / 2 & '}}' & 1 / 2", "a division after every field"],
  ["in / 2 & '}}' & 1 / 2", "a division after a field called like an operator"],
  ["a$b / 2 & don't & '}}'", "names with what begins a variable or a text elsewhere"],
])("%s is read whole: %s", (source) => {
  expect(parseTemplate(`x {{ ${source} }} y`)).toEqual([
    { kind: "text", text: "x " },
    { kind: "expression", source: ` ${source} `, offset: 4 },
    { kind: "text", text: " y" },
  ]);
});

test("an object may end right before the closing braces", () => {
  expect(soleExpression(parseTemplate('{{{"a":{"b":1}}}}'))).toBe('{"a":{"b":1}}');
});

test.each(["{{", "a {{ b", "{{ 'a }}", "{{ `a }}", "{{ /* a }}", "{{ /a }}", "{{ { }}", "{{}}", "x {{  }}"])(
  "%j is refused with its place",
  (text) => {
    expect(() => parseTemplate(text)).toThrow(/the expression at character \d+ is (not closed|empty)/);
  },
);

test("what the language reads as one expression stands whole between its braces", () => {
  fc.assert(
    fc.property(expressions, (source) => {
      fc.pre(isExpression(source));
      expect(slots(`a {{${source} }} b`)).toMatchObject([
        { from: 2, expression: `${source} `, closed: true },
      ]);
    }),
    { numRuns: 500 },
  );
}, 60_000);

test("white space around a sole expression does not count, any other text does", () => {
  expect(soleExpression(parseTemplate("{{ a }}\n"))).toBe(" a ");
  expect(soleExpression(parseTemplate("  {{ a }}"))).toBe(" a ");
  expect(soleExpression(parseTemplate("{{ a }}{{ b }}"))).toBeUndefined();
  expect(soleExpression(parseTemplate("{{ a }}."))).toBeUndefined();
  expect(soleExpression(parseTemplate("a"))).toBeUndefined();
});

test("the parts of any text put together again are that text", () => {
  const alphabet = ["{{", "}}", "{", "}", '"', "'", "`", "/", "/*", "*/", "\\", "a", " ", "$", "("];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      const parts = parse(text);

      const again = parts?.map((part) => (part.kind === "text" ? part.text : `{{${part.source}}}`)).join("");

      expect(again ?? text).toBe(text);
    }),
  );
});

test("a hostile text of a megabyte is read in linear time", () => {
  const spent = cpuMs(() => {
    for (const piece of ["{{ a }} ", "{{ {", "{{ '", "{{ /", "{{ a /"])
      parse(piece.repeat(1_000_000 / piece.length));
  });

  expect(spent).toBeLessThan(5_000);
});

function isExpression(source: string): boolean {
  try {
    return jsonata(source) !== undefined;
  } catch {
    return false;
  }
}

function parse(text: string) {
  try {
    return parseTemplate(text);
  } catch {
    return undefined;
  }
}
