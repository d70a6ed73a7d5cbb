// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { parseJson } from "#language/json.ts";
import { SchemaForm, type SchemaFormProps } from "./SchemaForm.tsx";
import type { Schema } from "./schema.ts";

afterEach(cleanup);

type Value = SchemaFormProps["value"];

/** A form that keeps its value, and the value for the test to see. */
function show(schema: Schema, initial: Value, more: Partial<SchemaFormProps> = {}) {
  const seen: { value: Value } = { value: initial };
  function Host() {
    const [value, setValue] = useState(initial);
    seen.value = value;
    return <SchemaForm schema={schema} value={value} onChange={setValue} {...more} />;
  }
  render(<Host />);
  return seen;
}

const object = (properties: Readonly<Record<string, Schema>>, ...required: string[]): Schema => ({
  type: "object",
  properties,
  required,
});

test("an emptied optional text is absent, an emptied required one is empty", () => {
  const text = { type: "string" };
  const seen = show(object({ note: text, name: text }, "name"), { note: "a", name: "b" });
  fireEvent.change(screen.getByLabelText("Note"), { target: { value: "" } });
  fireEvent.change(screen.getByLabelText(/^Name/), { target: { value: "" } });
  expect(seen.value).toEqual({ name: "" });
});

test("a number is a number, and nothing when emptied", () => {
  const seen = show(object({ count: { type: "integer" } }), { count: 3 });
  fireEvent.change(screen.getByLabelText("Count"), { target: { value: "12" } });
  expect(seen.value).toEqual({ count: 12 });
  fireEvent.change(screen.getByLabelText("Count"), { target: { value: "" } });
  expect(seen.value).toEqual({});
});

test("any field can be computed, and back", () => {
  const seen = show(object({ count: { type: "integer", default: 5 } }), { count: 3 });
  fireEvent.click(screen.getByRole("button", { name: "fx, Count" }));
  expect(seen.value).toEqual({ count: "{{ 3 }}" });
  fireEvent.click(screen.getByRole("button", { name: "fx, Count" }));
  expect(seen.value).toEqual({ count: 5 });
});

test("text that is taken as written has no expressions", () => {
  show(object({ text: { type: "integer", "x-reflux-literal": true } }), {});
  expect(screen.queryByRole("button", { name: /^fx/ })).toBeNull();
});

test("list items move and go", () => {
  const seen = show(object({ codes: { type: "array", items: { type: "string" } } }), {
    codes: ["a", "b", "c"],
  });
  fireEvent.click(screen.getByRole("button", { name: "Move Codes 3 up" }));
  expect(seen.value).toEqual({ codes: ["a", "c", "b"] });
  fireEvent.click(screen.getByRole("button", { name: "Remove Codes 1" }));
  expect(seen.value).toEqual({ codes: ["c", "b"] });
});

test("a key is renamed in its place, when it is left and not while it is typed", () => {
  const headers = { type: "object", additionalProperties: { type: "string" } };
  const seen = show(object({ headers }), { headers: { a: "1", b: "2" } });
  const name = screen.getByLabelText("Headers: name 1");
  fireEvent.change(name, { target: { value: "accept" } });
  expect(seen.value).toEqual({ headers: { a: "1", b: "2" } });
  fireEvent.blur(name);
  expect(Object.keys(Object(seen.value["headers"]))).toEqual(["accept", "b"]);
});

test.each([
  ["text", { type: "string" }, "Headers: accept"],
  ["json", {}, "Headers: accept"],
  ["yes or no", { type: "boolean" }, "Headers: name 1"],
])("Enter in a key renames it and goes on to its value, or stays: %s", (_, values, focused) => {
  const headers = { type: "object", additionalProperties: values };
  const seen = show(object({ headers }), { headers: { a: null, b: null } });
  const name = screen.getByLabelText("Headers: name 1");
  name.focus();
  fireEvent.change(name, { target: { value: "accept" } });
  const goesOn = fireEvent.keyDown(name, { key: "Enter" });

  expect(Object.keys(Object(seen.value["headers"]))).toEqual(["accept", "b"]);
  expect(document.activeElement).toBe(
    screen.getByLabelText(new RegExp(`^${focused}`), { selector: "input, textarea, [role=textbox]" }),
  );
  expect(goesOn, "the line break goes into no other field").toBe(false);
});

test("a key that is taken is not overwritten", () => {
  const headers = { type: "object", additionalProperties: { type: "string" } };
  const seen = show(object({ headers }), { headers: { a: "1", b: "2" } });
  const name = screen.getByLabelText("Headers: name 1");
  name.focus();
  fireEvent.change(name, { target: { value: "b" } });
  fireEvent.keyDown(name, { key: "Enter" });
  expect(document.activeElement).toBe(name);
  fireEvent.blur(name);
  expect(seen.value).toEqual({ headers: { a: "1", b: "2" } });
});

test("another shape keeps what it shares with the one before", () => {
  const shape = (type: string, ...keys: string[]) => ({
    type: "object",
    properties: {
      type: { const: type },
      ...Object.fromEntries(keys.map((key) => [key, { type: "string" }])),
    },
    required: ["type", ...keys],
  });
  const auth = {
    oneOf: [shape("basic", "user", "password"), shape("digest", "user", "realm")],
    discriminator: { propertyName: "type" },
  };
  const seen = show(object({ auth }, "auth"), { auth: { type: "basic", user: "ada", password: "x" } });
  fireEvent.click(screen.getByRole("button", { name: "Digest" }));
  expect(seen.value).toEqual({ auth: { type: "digest", user: "ada", realm: "" } });
});

test("a problem stands at its field, also inside a list, and is never folded away", () => {
  const many = Object.fromEntries(["a", "b", "c", "d", "e"].map((key) => [key, { type: "string" }]));
  const items = object({ port: { type: "string" } }, "port");
  show(
    object({ ...many, cases: { type: "array", items } }),
    { cases: [{ port: "1" }] },
    {
      problems: [
        { path: "cases[0].port", message: "must begin with a letter" },
        { path: "e", message: "is required" },
      ],
    },
  );
  expect(screen.getByText("must begin with a letter")).toBeTruthy();
  expect(screen.getByLabelText(/^E/).getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText("4 more")).toBeTruthy();
});

/** Key by key, into the very control that was there first. */
function type(control: HTMLElement, text: string) {
  for (let end = 1; end <= text.length; end += 1) {
    fireEvent.change(control, { target: { value: text.slice(0, end) } });
    expect(document.contains(control), `at "${text.slice(0, end)}"`).toBe(true);
    expect(Object(control).value).toBe(text.slice(0, end));
  }
}

const optional = Object.fromEntries(["a", "b", "c", "d"].map((key) => [key, { type: "string" }]));

test.each(["10s", "{{ input }}", 'a"b'])("an optional field keeps its place while %s is typed", (text) => {
  const seen = show(object(optional), {});
  fireEvent.click(screen.getByRole("button", { name: /4 more/ }));
  type(screen.getByLabelText("B"), text);
  expect(seen.value).toEqual({ b: text });
});

test("a field that becomes right stays where it was when it was wrong", () => {
  const seen: { fix?: () => void } = {};
  function Host() {
    const [wrong, setWrong] = useState(false);
    seen.fix = () => setWrong((before) => !before);
    const problems = wrong ? [{ path: "c", message: "is wrong" }] : [];
    return <SchemaForm schema={object(optional)} value={{}} onChange={() => {}} problems={problems} />;
  }
  render(<Host />);
  act(() => seen.fix?.());
  const control = screen.getByLabelText("C");
  act(() => seen.fix?.());
  expect(document.contains(control)).toBe(true);
});

test.each([
  ["1.05", 1.05],
  ["-0.50", -0.5],
  ["1e50", 1e50],
  ["1.0", 1],
  ["1.", "1."],
  ["{{ input.n }}", "{{ input.n }}"],
  ["12345678901234567890", parseJson("12345678901234567890")],
])("%s can be typed where a number is asked for", (text, value) => {
  const seen = show(object({ count: { type: "number" } }), {});
  type(screen.getByLabelText("Count"), text);
  expect(seen.value["count"]).toEqual(value);
});

test("an expression that is taken apart stays a text until it is left", () => {
  const seen = show(object({ on: { type: "boolean" } }), { on: "{{ input }}" });
  const control = screen.getByLabelText("On");
  fireEvent.change(control, { target: { value: "{ input }}" } });
  fireEvent.change(control, { target: { value: "" } });
  type(control, "{{ x }}");
  expect(seen.value).toEqual({ on: "{{ x }}" });
});

test("a name of digits leaves the rows where they are", () => {
  const headers = { type: "object", additionalProperties: { type: "string" } };
  const seen = show(object({ headers }), { headers: { a: "1", b: "2" } });
  const name = screen.getByLabelText("Headers: name 2");
  fireEvent.change(name, { target: { value: "7" } });
  fireEvent.blur(name);
  type(screen.getByLabelText(/^Headers: 7/), "seven");
  expect(seen.value).toEqual({ headers: { a: "1", 7: "seven" } });
  expect(Object(screen.getByLabelText("Headers: name 2")).value).toBe("7");
});
