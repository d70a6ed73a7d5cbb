import { expect, test } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import type { Flow } from "#language/flow/document.ts";
import { applyPatch } from "#language/flow/patch.ts";
import { flowOf } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { copy, duplicate, paste } from "./clipboard.ts";
import { addStep, insertOnEdge } from "./commands/add.ts";
import { connect, disconnect, reconnect } from "./commands/connect.ts";
import { remove } from "./commands/remove.ts";
import { rename } from "./commands/rename.ts";
import type { Edit } from "./edit.ts";

/** `join` follows two steps, `tail` one. */
const flow = flowOf(`
reflux: 1
name: flow
steps:
  shape: { node: transform, config: { value: 1 } }
  price: { node: transform, config: { value: 2 } }
  other: { node: transform, config: { value: 3 } }
  join: { node: transform, config: { value: "{{ input.shape.total * input.price & $$.input.shape & 'input.shape' }}" } }
  tail: { node: transform, config: { value: "{{ input.total & $string(input) }}" } }
edges: [shape -> join, price -> join, join -> tail]
`);
const places = new Map(Object.keys(flow.steps).map((key, index) => [key, { x: index * 320, y: 0 }]));
const edge = (from: string, to: string) => ({ from, port: "out", to });

function after(edit: Edit, on: Flow = flow): Flow {
  const result = applyPatch(on, edit.patch);
  if (!result.ok) throw new Error(result.message);
  return result.flow;
}

const reads = (of: Flow, step: string) => Object(of.steps[step]?.["config"]).value;

test("a predecessor that is renamed is renamed in the input of a join, and nowhere else", () => {
  const renamed = after(rename(flow, "shape", "shaped"));

  expect(reads(renamed, "join")).toBe(
    "{{ input.shaped.total * input.price & $$.input.shaped & 'input.shape' }}",
  );
  expect(reads(after(rename(flow, "join", "total")), "tail")).toBe("{{ input.total & $string(input) }}");
  expect(validate(renamed, catalogue)).toEqual([]);
});

test("a second edge makes an object of what was the output itself, and taking it away undoes that", () => {
  const joined = after(connect(flow, edge("other", "tail")));

  expect(reads(joined, "tail")).toBe("{{ input.join.total & $string(input.join) }}");
  expect(reads(after(disconnect(joined, [edge("other", "tail")]), joined), "tail")).toBe(reads(flow, "tail"));
  expect(reads(after(remove(joined, { steps: ["other"] }), joined), "tail")).toBe(reads(flow, "tail"));
});

test("what a join read of a predecessor that goes is read by its name, or shown where it is gone", () => {
  const without = after(disconnect(flow, [edge("price", "join")]));
  expect(reads(without, "join")).toBe("{{ input.total * steps.price.output & $$.input & 'input.shape' }}");

  const gone = after(remove(flow, { steps: ["price"] }));
  expect(validate(gone, catalogue).map(({ path, code }) => [path, code])).toEqual([
    ["steps.join.config.value", "RFV16"],
  ]);

  const elsewhere = after(reconnect(flow, edge("price", "join"), edge("price", "tail")));
  expect(reads(elsewhere, "tail")).toBe("{{ input.join.total & $string(input.join) }}");
});

test("a step put into an edge of a join leaves the join reading what it read", () => {
  for (const edit of [
    insertOnEdge(flow, "other", edge("shape", "join"), catalogue),
    addStep(flow, "log", { onEdge: edge("shape", "join") }, places, catalogue),
  ]) {
    const between = after(edit);
    expect(reads(between, "join")).toContain("steps.shape.output.total * input.price");
    expect(validate(between, catalogue).filter(({ step }) => step === "join")).toEqual([]);
  }
});

test("copies read the copies, by duplicate and by paste", () => {
  const whole = ["shape", "price", "join"];
  const twice = after(duplicate(flow, whole, places));
  const pasted = after(paste(flow, copy(flow, whole, places, catalogue).clip, undefined, places, catalogue));
  for (const copied of [twice, pasted]) {
    const [, join] = Object.keys(copied.steps).filter((key) => key.startsWith("join"));
    const [, shape] = Object.keys(copied.steps).filter((key) => key.startsWith("shape"));
    const [, price] = Object.keys(copied.steps).filter((key) => key.startsWith("price"));
    expect(reads(copied, join ?? "")).toBe(
      `{{ input.${shape}.total * input.${price} & $$.input.${shape} & 'input.shape' }}`,
    );
    expect(validate(copied, catalogue)).toEqual([]);
  }
});

test("a copy of a join without all of its predecessors shows what it lacks", () => {
  for (const edit of [
    duplicate(flow, ["shape", "join"], places),
    paste(flow, copy(flow, ["shape", "join"], places, catalogue).clip, undefined, places, catalogue),
  ]) {
    const copied = after(edit);
    const [, join = ""] = Object.keys(copied.steps).filter((key) => key.startsWith("join"));
    expect(reads(copied, join)).toBe("{{ input.total * steps.price.output & $$.input & 'input.shape' }}");
    expect(validate(copied, catalogue).map(({ step, code }) => [step, code])).toEqual([[join, "RFV16"]]);
  }
});

test("a field of the input that no predecessor gives is a problem", () => {
  const wrong = flowOf(`
reflux: 1
name: flow
steps:
  a: { node: transform, config: { value: 1 } }
  b: { node: transform, config: { value: 2 } }
  join: { node: transform, config: { value: "{{ input.a + input.c }}" } }
edges: [a -> join, b -> join]
`);

  expect(validate(wrong, catalogue)).toEqual([
    expect.objectContaining({
      path: "steps.join.config.value",
      code: "RFV16",
      message: "an expression reads input.c, which does not lead to it",
    }),
  ]);
});
