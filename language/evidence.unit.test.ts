import { expect, test } from "vitest";
import { evidenceTexts } from "./evidence.ts";

const cases: readonly (readonly [
  what: string,
  piece: object,
  texts: readonly (readonly [string, string])[],
])[] = [
  [
    "a request and its answer",
    {
      kind: "http",
      method: "POST",
      url: "https://a.example/x",
      headers: { accept: "*/*", authorization: "•••" },
      body: { text: '{"id":7}', bytes: 8 },
      answer: {
        status: 503,
        headers: { "x-why": "night" },
        body: { text: "closed…", bytes: 9000, cut: true },
      },
      ms: 12,
    },
    [
      ["Answered 503 after 12 ms", "closed…\n(the beginning of 9,000 bytes)"],
      ["Sent", 'POST https://a.example/x\naccept: */*\nauthorization: •••\n\n{"id":7}'],
      ["Headers of the answer", "x-why: night"],
    ],
  ],
  [
    "a request without an answer",
    { kind: "http", method: "GET", url: "https://a.example/", error: "ECONNREFUSED", ms: 3 },
    [
      ["No answer after 3 ms: ECONNREFUSED", ""],
      ["Sent", "GET https://a.example/"],
    ],
  ],
  [
    "bytes",
    { kind: "http", method: "GET", url: "u", answer: { status: 200, body: { bytes: 1, cut: true } } },
    [
      ["Answered 200", "(1 byte, no text)"],
      ["Sent", "GET u"],
    ],
  ],
  [
    "a statement",
    {
      kind: "sql",
      statement: "insert into t values ($1, $2)",
      values: ["7", '"x"'],
      command: "INSERT",
      rows: 1,
      ms: 4,
    },
    [
      ["INSERT, 1 row after 4 ms in the step's transaction", ""],
      ["Statement", 'insert into t values ($1, $2)\n-- $1 = 7\n-- $2 = "x"'],
    ],
  ],
  [
    "a statement that failed elsewhere",
    { kind: "sql", statement: "s", database: "db:5432/shop", parameters: 70, error: "no such table" },
    [
      ["No result at db:5432/shop: no such table", ""],
      ["Statement", "s\n-- … of 70"],
    ],
  ],
  ["what is gone", { kind: "left out", count: 1_200 }, [["1,200 earlier exchanges not kept", ""]]],
  ["a note", { kind: "other", title: "mail", sent: "helo", answer: "250" }, [["mail", "helo\n\n250"]]],
];

test.each(cases)("%s", (_what, piece, texts) => {
  expect(evidenceTexts([piece]).map(({ label, text }) => [label, text])).toEqual(texts);
});

test("the newest is first, and what is no evidence is nothing", () => {
  const [first] = evidenceTexts([
    { kind: "other", title: "a" },
    { kind: "other", title: "b" },
  ]);

  expect(first?.label).toBe("b");
  for (const nothing of [null, undefined, "x", 7, {}, []]) expect(evidenceTexts(nothing)).toEqual([]);
  expect(() => evidenceTexts([null, 1, { kind: "http" }, { kind: "sql", values: 1 }])).not.toThrow();
});
