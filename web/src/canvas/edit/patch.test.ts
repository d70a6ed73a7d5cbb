import fc from "fast-check";
import { expect, test } from "vitest";
import { printEdge } from "../model/edges.ts";
import type { Flow } from "../model/model.ts";
import { arbitraryFlow, arbitraryJson, arbitraryKey, arbitraryStep } from "../testing/arbitrary.ts";
import { applyPatch, type Operation } from "./patch.ts";

const path = fc.array(fc.constantFrom("config", "url", "body", "retry", "max", "node"), {
  minLength: 0,
  maxLength: 3,
});
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const place = fc.option(fc.nat(4), { nil: undefined });
const edge = fc.tuple(arbitraryKey, fc.constantFrom("out", "error"), arbitraryKey);

const operation: fc.Arbitrary<Operation> = fc
  .oneof(
    fc.record({ op: fc.constant("add_step" as const), step: arbitraryKey, value: arbitraryStep, at: place }),
    fc.record({ op: fc.constant("remove_step" as const), step: arbitraryKey }),
    fc.record({
      op: fc.constant("set_step" as const),
      step: arbitraryKey,
      path,
      value: optional(arbitraryJson),
      at: place,
    }),
    fc.record({ op: fc.constant("add_edge" as const), edge: edge.map(text), at: place }),
    fc.record({ op: fc.constant("remove_edge" as const), edge: edge.map(text) }),
    fc.record({
      op: fc.constant("set_flow" as const),
      path: fc.constantFrom(["name"], ["input"], ["input", "type"], ["title"], ["tags"]),
      value: optional(fc.oneof(fc.constant("text"), arbitraryJson)),
    }),
    fc.record({
      op: fc.constant("set_place" as const),
      id: arbitraryKey,
      value: optional(fc.record({ x: fc.nat(9), y: fc.nat(9) })),
    }),
    fc.record({
      op: fc.constant("set_group" as const),
      id: fc.constantFrom("g1", "g2"),
      value: optional(fc.record({ title: fc.constant("T"), steps: fc.constant(["a"]) })),
    }),
  )
  .map(withoutUndefined);

test("a patch and then its inverse give back the same document, order included", () => {
  fc.assert(
    fc.property(arbitraryFlow({ acyclic: false }), fc.array(operation, { maxLength: 8 }), (flow, patch) => {
      const legal = legalPart(flow, patch);
      const done = applyPatch(flow, legal);
      if (!done.ok) throw new Error(done.message);

      const undone = applyPatch(done.flow, done.inverse);

      expect(undone.ok && inOrder(undone.flow)).toEqual(inOrder(flow));
      expect(undone.ok && applyPatch(undone.flow, undone.inverse)).toMatchObject({ ok: true });
    }),
    { numRuns: 500 },
  );
});

test("a patch that cannot apply leaves the flow alone and says which operation it was", () => {
  const flow: Flow = {
    name: "x",
    steps: {},
    edges: [],
    layout: { steps: {}, groups: {}, notes: {} },
    rest: {},
  };
  const patch: Operation[] = [
    { op: "add_step", step: "a", value: { node: "log" } },
    { op: "remove_step", step: "b" },
  ];

  expect(applyPatch(flow, patch)).toEqual({ ok: false, message: "There is no step b.", operation: patch[1] });
});

/** The operations that apply one after another; the others are left out. */
function legalPart(flow: Flow, patch: readonly Operation[]): Operation[] {
  let current = flow;
  return patch.filter((operation) => {
    const result = applyPatch(current, [operation]);
    if (result.ok) current = result.flow;
    return result.ok;
  });
}

/** Key order made visible to `toEqual`. */
function inOrder(flow: Flow): unknown {
  return JSON.parse(
    JSON.stringify(flow, (_, value: unknown) => (isRecord(value) ? Object.entries(value) : value)),
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text([from, port, to]: [string, string, string]): string {
  return printEdge({ from, port, to });
}

function withoutUndefined(operation: { [key: string]: unknown }): Operation {
  // The record arbitrary writes absent options as undefined; an operation leaves them out.
  return JSON.parse(JSON.stringify(operation)) as Operation;
}
