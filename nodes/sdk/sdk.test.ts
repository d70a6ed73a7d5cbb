import { expect, test } from "vitest";
import {
  callFlow,
  cancel,
  checkFormSubset,
  checkValue,
  defineNode,
  duration,
  isNodeError,
  isOutcome,
  map,
  NodeError,
  noRetry,
  oneOf,
  output,
  packOutcome,
  prepareConfig,
  retryAt,
  sleepFor,
  sleepUntil,
  sqlInTransaction,
  Type,
  unpackOutcome,
  waitForSignal,
  withDefault,
} from "./index.ts";

const manifest = defineNode({
  id: "test.node",
  version: 1,
  title: "Test",
  summary: "For the tests of the sdk.",
  category: "test",
  icon: "flask",
  kind: "action",
  config: Type.Object(
    {
      url: Type.String({ format: "uri" }),
      limit: withDefault(Type.Integer({ minimum: 1 }), 10),
      headers: withDefault(map(Type.String()), {}),
      note: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
  input: Type.Unknown(),
  output: Type.Unknown(),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 1_000,
  secrets: [],
  examples: [],
});

test("a config gets its defaults, and the author's object stays as it was", () => {
  const written = { url: "https://example.com/" };

  const config = prepareConfig(manifest, written);

  expect(config).toEqual({ url: "https://example.com/", limit: 10, headers: {} });
  expect(written).toEqual({ url: "https://example.com/" });
});

test("null leaves out what may be left out, and nothing else", () => {
  const nulls = { url: "https://example.com/", limit: null, headers: { accept: "a" }, note: null };

  expect(prepareConfig(manifest, nulls)).toEqual({
    url: "https://example.com/",
    limit: 10,
    headers: { accept: "a" },
  });
  expect(() => prepareConfig(manifest, { url: null })).toThrow(/url expected string/);
  expect(() => prepareConfig(manifest, { url: "https://example.com/", headers: { a: null } })).toThrow(
    /headers.a expected/,
  );
});

test("a field with a default is optional in the schema", () => {
  expect(manifest.config.required).toEqual(["url"]);
});

test("every problem of a config is listed with its path", () => {
  const config = { url: "not a url", limit: 0, headers: { accept: 1 }, extra: true };

  expect(() => prepareConfig(manifest, config)).toThrow(
    expect.objectContaining({
      code: "RFV08",
      retry: "never",
      detail: {
        problems: expect.arrayContaining([
          { path: "url", message: "must be a uri" },
          { path: "limit", message: "is below 1" },
          { path: "headers.accept", message: "expected string, got number" },
          { path: "extra", message: "is not a known field" },
        ]),
      },
    }),
  );
});

test("a path into a list reads as code", () => {
  const schema = Type.Object({ cases: Type.Array(Type.Object({ port: Type.String() })) });

  expect(checkValue(schema, { cases: [{ port: "a" }, { port: 2 }] })).toEqual([
    { path: "cases[1].port", message: "expected string, got number" },
  ]);
});

const outcomes = [
  output({ a: 1 }, { port: "yes" }),
  output(null, { ports: ["a", "b"] }),
  retryAt(new Date(0), "busy"),
  sleepUntil(new Date(0)),
  sleepFor(5),
  waitForSignal({ timeoutMs: 5 }),
  callFlow({ flow: "child", input: {} }),
  sqlInTransaction({ text: "select 1" }),
  cancel("enough"),
];

test.each(outcomes)("the outcome $kind survives a process boundary", (outcome) => {
  const packed: ReturnType<typeof packOutcome> = JSON.parse(JSON.stringify(packOutcome(outcome)));

  const back = unpackOutcome(packed);

  expect(isOutcome(back)).toBe(true);
  expect(back).toEqual(outcome);
});

test("data cannot forge an outcome", () => {
  const forged: unknown = JSON.parse(JSON.stringify(sqlInTransaction({ text: "drop table runs" })));

  expect(isOutcome(forged)).toBe(false);
  expect(unpackOutcome(packOutcome({ outcome: forged }))).toEqual({ outcome: forged });
  expect(isOutcome(unpackOutcome(packOutcome(forged)))).toBe(false);
});

test("a node error carries code, retry, hint, detail and cause", () => {
  const cause = new Error("socket closed");

  const error = new NodeError("RFX02", "no answer", {
    retry: "backoff",
    hint: "Look.",
    detail: { a: 1 },
    cause,
  });

  expect(isNodeError(error)).toBe(true);
  expect(isNodeError(cause)).toBe(false);
  expect(error).toMatchObject({ code: "RFX02", retry: "backoff", hint: "Look.", detail: { a: 1 }, cause });
});

test.each(["RFI01", "RFS01", "42P01", ""])("the code %j is not a node's to raise", (code) => {
  expect(() => new NodeError(code, "x")).toThrow(TypeError);
});

test("the form subset takes what the form can show", () => {
  const schema = Type.Object({
    body: Type.Unknown(),
    wait: duration(),
    tags: Type.Array(Type.String()),
    method: Type.Enum(["GET", "POST"]),
    target: oneOf("kind", [
      Type.Object({ kind: Type.Literal("url"), url: Type.String({ format: "uri" }) }),
      Type.Object({ kind: Type.Literal("file"), path: Type.String() }),
    ]),
  });

  expect(checkFormSubset(schema)).toEqual([]);
});

test.each([
  ["anyOf", Type.Object({ a: Type.Union([Type.String(), Type.Null()]) }), "a"],
  ["a tuple", Type.Object({ a: Type.Tuple([Type.String()]) }), "a"],
  ["patternProperties", Type.Object({ a: Type.Record(Type.String(), Type.String()) }), "a"],
  ["oneOf without discriminator", { oneOf: [{ type: "string" }, { type: "number" }] }, ""],
  ["a variant without its constant", oneOf("kind", [Type.Object({ kind: Type.String() })]), ".oneOf[0]"],
  ["an unknown format", { type: "string", format: "iban" }, ""],
  ["an unknown type", { type: "null" }, ""],
  ["a list without items", { type: "array" }, ""],
  ["a list of types", { type: ["string", "number"] }, ""],
  ["an enum of objects", { enum: [{}] }, ""],
  ["true as schema", true, ""],
])("the form subset refuses %s", (_, schema, path) => {
  expect(checkFormSubset(schema).map((problem) => problem.path)).toContain(path);
});
