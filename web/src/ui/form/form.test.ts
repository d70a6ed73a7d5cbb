import { expect, test } from "vitest";
import { printAny, readAny } from "./any.ts";
import { fieldOf, initialValue, titleOf } from "./schema.ts";

test.each([
  [{ type: "string" }, { kind: "text", widget: "line" }],
  [
    { type: "string", "x-reflux-widget": "sql" },
    { kind: "text", widget: "sql" },
  ],
  [
    { type: "string", format: "date-time" },
    { kind: "text", widget: "moment" },
  ],
  [
    { type: "string", maxLength: 100_000 },
    { kind: "text", widget: "paragraph" },
  ],
  [{ type: "integer" }, { kind: "number", integer: true }],
  [{ type: "boolean" }, { kind: "toggle" }],
  [{ enum: ["a", "b"] }, { kind: "choice", options: ["a", "b"] }],
  [{ const: 1 }, { kind: "constant", value: 1 }],
  [
    { type: "object", additionalProperties: { type: "string" } },
    { kind: "map", values: { type: "string" } },
  ],
  [
    { type: "array", items: {} },
    { kind: "list", items: {} },
  ],
  [{ type: "object" }, { kind: "any" }],
  [{}, { kind: "any" }],
])("%j is edited by %j", (schema, field) => {
  expect(fieldOf(schema)).toEqual(field);
});

test("a text or a list of them is edited as what it is", () => {
  const schema = { type: ["string", "array"], items: { type: "string" }, default: "" };

  expect(fieldOf(schema, "a")).toEqual({ kind: "text", widget: "line" });
  expect(fieldOf(schema, ["a"])).toEqual({ kind: "list", items: { type: "string" } });
  expect(initialValue(schema)).toBe("");
});

const auth = {
  oneOf: [
    { type: "object", properties: { type: { const: "none" } }, required: ["type"] },
    {
      type: "object",
      title: "Bearer token",
      properties: { type: { const: "bearer" }, token: { type: "string" } },
      required: ["type", "token"],
    },
  ],
  discriminator: { propertyName: "type" },
};

test("shapes are told apart by their constant", () => {
  expect(fieldOf(auth)).toMatchObject({
    kind: "variant",
    by: "type",
    shapes: [
      { tag: "none", title: "None" },
      { tag: "bearer", title: "Bearer token" },
    ],
  });
});

test("what is added begins with what it must have", () => {
  expect(initialValue(auth)).toEqual({ type: "none" });
  expect(initialValue({ type: "integer", minimum: 1 })).toBe(1);
  expect(initialValue({ type: "string", default: "30s" })).toBe("30s");
  expect(
    initialValue({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      required: ["a"],
    }),
  ).toEqual({ a: "" });
});

test("keys read as words when there is no title", () => {
  expect(titleOf({}, "max_response_bytes")).toBe("Max response bytes");
  expect(titleOf({}, "rowLimit")).toBe("Row limit");
  expect(titleOf({ title: "URL" }, "url")).toBe("URL");
});

test.each([
  "{{ input.id }}",
  'order {{ "x" }}',
  { id: "{{ input.id }}" },
  7,
  "7",
  null,
  [1, "two"],
  undefined,
])("any value %j survives being shown and read", (value) => {
  expect(readAny(printAny(value))).toEqual({ ok: true, value });
});

test("text that is not JSON is refused with a way out", () => {
  expect(readAny("hello")).toMatchObject({ ok: false });
  expect(readAny("{ unclosed")).toMatchObject({ ok: false });
});
