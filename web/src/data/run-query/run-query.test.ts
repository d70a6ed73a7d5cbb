import fc from "fast-check";
import { expect, test } from "vitest";
import { completeRunQuery } from "./complete.ts";
import { fields } from "./fields.ts";
import { parseRunQuery } from "./parse.ts";

const short = (text: string) => {
  const { terms, words, problems } = parseRunQuery(text);
  return {
    terms: terms.map((t) => `${t.negated ? "not " : ""}${t.field.name} ${t.operator} ${t.values.join("|")}`),
    words: words.map((w) => `${w.negated ? "not " : ""}${w.text}`),
    problems: problems.map((p) => p.message),
  };
};

test("terms, not, or, order and words", () => {
  expect(short('state:failed,running -version:3 duration:>10s "card declined" -timeout')).toEqual({
    terms: ["state is failed|running", "not version is 3", "duration more 10s"],
    words: ["card declined", "not timeout"],
    problems: [],
  });
});

test("values may be quoted, with commas and colons in them", () => {
  expect(short('key:"a,b: c",d').terms).toEqual(["key is a,b: c|d"]);
});

test("what is wrong is told with its place, and the rest still holds", () => {
  const query = parseRunQuery("sate:failed flow:orders state:broken flow:>x version:");
  expect(query.terms).toHaveLength(1);
  expect(query.problems.map((problem) => problem.message)).toEqual([
    'There is no field "sate".',
    '"broken" is not a state of runs (queued, running, paused, succeeded, failed, cancelled).',
    'flow has no order, so ">" means nothing.',
    "version needs a value, for example version:12.",
  ]);
  expect(query.problems[1]).toMatchObject({ from: 24, to: 36 });
  expect(short("stat:failed").problems).toEqual(['There is no field "stat". Did you mean state?']);
});

test("an unfinished quote is read as far as it goes", () => {
  expect(short('"card decl').words).toEqual(["card decl"]);
});

test("whatever is typed, parsing ends and never throws", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...fields.map((field) => `${field.name}:${field.example}`),
      "-",
      '"',
      ":",
      ",",
      "state:failed",
    ),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => void parseRunQuery(pieces.join(" "))));
});

test("completion offers fields, then their values, and not what is already there", () => {
  expect(completeRunQuery("st", 2).suggestions.map((one) => one.insert)).toEqual([
    "state:",
    "step:",
    "started:",
  ]);
  expect(completeRunQuery("-state:failed,", 14)).toMatchObject({
    from: 14,
    suggestions: [
      { label: "queued" },
      { label: "running" },
      { label: "paused" },
      { label: "succeeded" },
      { label: "cancelled" },
    ],
  });
  expect(completeRunQuery("flow:or", 7, { flow: ["order-intake", "stock"] }).suggestions).toEqual([
    { label: "order-intake", insert: "order-intake" },
  ]);
});
