import fc from "fast-check";
import { expect, test } from "vitest";
import type { Flow, Json } from "./document.ts";
import { printEdge } from "./edges.ts";
import { choices, mergeFlows } from "./merge.ts";
import { flowFields, stepOptions } from "./order.ts";
import { setAt } from "./path.ts";
import { renamedFlow } from "./rename.ts";
import { sameGraph } from "./same-graph.ts";
import { arbitraryFlow } from "./testing/arbitrary.ts";
import { flowOf, orderIntake } from "./testing/flows.ts";

test("what one side left alone is taken from the other, without a conflict", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (base, other) => {
      for (const { flow, conflicts } of [mergeFlows(base, base, other), mergeFlows(base, other, base)]) {
        expect(conflicts).toEqual([]);
        expect(sameGraph(flow, other)).toBe(true);
        expect(flow.layout).toEqual(other.layout);
      }
    }),
  );
});

test("the same change on both sides is no conflict", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (base, other) => {
      const { flow, conflicts } = mergeFlows(base, other, other);
      expect(conflicts).toEqual([]);
      expect(sameGraph(flow, other)).toBe(true);
    }),
  );
});

test("either side can be chosen throughout, and swapping the sides swaps the conflicts", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), arbitraryFlow(), (base, mine, theirs) => {
      const forward = mergeFlows(base, mine, theirs);
      const swapped = mergeFlows(base, theirs, mine, () => "theirs");
      expect(sameGraph(forward.flow, swapped.flow)).toBe(true);
      expect(swapped.conflicts.map(({ path }) => path.join("/")).toSorted()).toEqual(
        forward.conflicts.map(({ path }) => path.join("/")).toSorted(),
      );
      for (const { from, to } of forward.flow.edges) {
        expect(Object.keys(forward.flow.steps)).toEqual(expect.arrayContaining([from, to]));
      }
    }),
  );
});

test("two people editing different fields of one step both keep their work", () => {
  const base = flowOf(orderIntake);
  const mine = edit(base, "deliver", ["config", "url"], "https://a.example");
  const theirs = edit(base, "deliver", ["timeout"], "1m");

  const { flow, conflicts } = mergeFlows(base, mine, theirs);

  expect(conflicts).toEqual([]);
  expect(flow.steps["deliver"]).toMatchObject({ timeout: "1m", config: { url: "https://a.example" } });
});

test("two people editing the same field is one conflict, and a choice settles it", () => {
  const base = flowOf(orderIntake);
  const mine = edit(base, "deliver", ["timeout"], "1m");
  const theirs = edit(base, "deliver", ["timeout"], "2m");

  const { flow, conflicts } = mergeFlows(base, mine, theirs);
  const settled = mergeFlows(base, mine, theirs, choices(new Map([["steps/deliver/timeout", "theirs"]])));

  expect(conflicts).toEqual([
    { path: ["steps", "deliver", "timeout"], base: "30s", mine: "1m", theirs: "2m" },
  ]);
  expect(flow.steps["deliver"]?.["timeout"]).toBe("1m");
  expect(settled.flow.steps["deliver"]?.["timeout"]).toBe("2m");
});

test("a step removed on one side and edited on the other is a conflict; removed, it takes its edges along", () => {
  const base = flowOf(orderIntake);
  const { shape: _, ...steps } = base.steps;
  const mine = { ...base, steps, edges: [] };
  const theirs = edit(base, "shape", ["timeout"], "1m");

  const removed = mergeFlows(base, mine, theirs);
  const kept = mergeFlows(base, mine, theirs, () => "theirs");

  expect(removed.conflicts.map(({ path }) => path)).toEqual([["steps", "shape"]]);
  expect(removed.flow.edges).toEqual([]);
  expect(kept.flow.steps["shape"]).toBeDefined();
});

/** One change of each field that a flow, a step and its layout have: whatever is added to them is to be added here. */
const changes: Readonly<Record<string, (flow: Flow) => Flow>> = {
  name: (flow) => ({ ...flow, name: "renamed" }),
  input: (flow) => ({ ...flow, input: { type: "object", properties: { id: { type: "string" } } } }),
  ...Object.fromEntries(
    ["title", "description", "tags", "unheard of"].map((field) => [
      field,
      (flow: Flow): Flow => ({ ...flow, rest: { ...flow.rest, [field]: `new ${field}` } }),
    ]),
  ),
  ...Object.fromEntries(
    stepOptions
      .filter((option) => option !== "node")
      .map((option) => [
        `shape.${option}`,
        (flow: Flow) => edit(flow, called(flow), [option, "x"], `new ${option}`),
      ]),
  ),
  rename: (flow) => renamedFlow(flow, new Map([["shape", "form"]])),
  edges: (flow) => ({ ...flow, edges: [...flow.edges, { from: "receive", port: "error", to: "deliver" }] }),
  "layout.steps": (flow) => layout(flow, { steps: { ...flow.layout.steps, deliver: { x: 9, y: 9 } } }),
  "group title": (flow) => group(flow, { title: "Renamed" }),
  "group members": (flow) => group(flow, { steps: [...(flow.layout.groups["g"]?.steps ?? []), "deliver"] }),
  "group folded": (flow) => group(flow, { collapsed: true }),
  "note text": (flow) => note(flow, { text: "new" }),
  "note place": (flow) => note(flow, { x: 9, y: 9 }),
};

const called = (flow: Flow) => (flow.steps["shape"] ? "shape" : "form");
const layout = (flow: Flow, part: Partial<Flow["layout"]>): Flow => ({
  ...flow,
  layout: { ...flow.layout, ...part },
});
const group = (flow: Flow, part: object) =>
  layout(flow, { groups: { g: { title: "G", steps: ["shape"], ...flow.layout.groups["g"], ...part } } });
const note = (flow: Flow, part: object) =>
  layout(flow, { notes: { n: { text: "t", x: 1, y: 1, w: 2, h: 2, ...flow.layout.notes["n"], ...part } } });

test("any two changes, one on each side, are both there in the end, and undisputed", () => {
  const base = note(group(flowOf(orderIntake), {}), {});
  for (const [mineIs, mine] of Object.entries(changes)) {
    for (const [theirsIs, theirs] of Object.entries(changes)) {
      const both = mineIs === theirsIs ? mine(base) : theirs(mine(base));
      const { flow, conflicts } = mergeFlows(base, mine(base), theirs(base));

      expect(conflicts, `${mineIs}, ${theirsIs}`).toEqual([]);
      expect(asSets(flow), `${mineIs}, ${theirsIs}`).toEqual(asSets(both));
    }
  }
});

test("the walk above has every field", () => {
  const fields = [...flowFields, ...stepOptions.map((option) => `shape.${option}`)];
  const apart = ["reflux", "steps", "layout", "shape.node"];
  expect(fields.filter((field) => !apart.includes(field) && !(field in changes))).toEqual([]);
});

const asSets = (flow: Flow) => ({ ...flow, edges: flow.edges.map(printEdge).toSorted() });

function edit(flow: Flow, key: string, path: string[], value: Json): Flow {
  const step = flow.steps[key] ?? { node: "log" };
  return { ...flow, steps: { ...flow.steps, [key]: { ...step, ...setAt(step, path, value) } } };
}
