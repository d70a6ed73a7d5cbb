import { expect, test } from "vitest";
import { readProblems } from "#language/flow/problem.ts";
import { keysOf, readDocument } from "./read-document.ts";
import { madeOf, samples } from "./samples.ts";

test("YAML and JSON are read alike", () => {
  const yaml = readDocument("reflux: 1\nname: hello\nsteps: { a: { node: log } }\n");
  const json = readDocument('{"reflux":1,"name":"hello","steps":{"a":{"node":"log"}}}');

  expect(yaml).toEqual(json);
  expect(yaml).toMatchObject({ kind: "document", name: "hello" });
});

test("what cannot be read says where", () => {
  expect(readDocument("name: a\nsteps: {\n")).toMatchObject({
    kind: "unreadable",
    problems: [
      { path: expect.stringMatching(/^line \d+$/), message: expect.not.stringContaining("at line") },
    ],
  });
  expect(readDocument("just words")).toMatchObject({ kind: "unreadable" });
  expect(readDocument(" \n")).toEqual({ kind: "nothing" });
});

test("the problems of the server keep their place, and a warning is none that stops a deploy", () => {
  const told = { path: "steps.a.node", code: "RFV02", message: "unknown node", hint: "Known: log" };
  const warning = { ...told, severity: "warning" };

  expect(readProblems([told, warning])).toMatchObject([{ ...told, severity: "error" }, warning]);
  expect(readProblems(null)).toEqual([]);
  expect(keysOf('steps.shape.config.cases[2]["odd key"]')).toEqual([
    "steps",
    "shape",
    "config",
    "cases",
    "2",
    "odd key",
  ]);
});

test("samples have names of their own and say what they are made of", () => {
  expect(new Set(samples.map((sample) => sample.id)).size).toBe(samples.length);
  expect(samples.map((sample) => madeOf(sample.document).length > 1)).not.toContain(false);
});
