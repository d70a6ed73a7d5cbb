import fc from "fast-check";
import { expect, test } from "vitest";
import type { Flow } from "#language/flow/document.ts";
import { applyPatch } from "#language/flow/patch.ts";
import { arbitraryFlow } from "#language/flow/testing/arbitrary.ts";
import { flowOf } from "#language/flow/testing/flows.ts";
import { largeFlow } from "#language/flow/testing/large.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { orders } from "#language/flow/testing/small.ts";
import { topology } from "#language/flow/topology.ts";
import { placeMissing } from "../arrange/request.ts";
import { setField } from "../edit/commands/configure.ts";
import { group, setGroup } from "../edit/commands/group.ts";
import { ghosts } from "./decorate.ts";
import { dragOf, dropEdit, lineThrough } from "./gestures.ts";
import { outlineRows } from "./outline-rows.ts";
import { search } from "./Picker.tsx";
import { project } from "./project.ts";
import { reuse } from "./reuse.ts";

const show = (flow: Flow) => project(flow, placeMissing(flow, new Map(), catalogue), catalogue);
const changed = (flow: Flow, patch: Parameters<typeof applyPatch>[1]) => {
  const done = applyPatch(flow, patch);
  if (!done.ok) throw new Error(done.message);
  return done.flow;
};

test("cards stand in the page in the order of the flow, and every line has both its ends", () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      const { nodes, lines } = show(flow);
      const steps = nodes.filter((node) => node.kind === "step").map(({ id }) => id);
      expect(steps).toEqual(topology(flow).order);
      const ids = new Set(nodes.map(({ id }) => id));
      for (const { source, target } of lines) expect(ids.has(source) && ids.has(target)).toBe(true);
    }),
  );
});

test("a collapsed group is one card that takes over the edges of its steps", () => {
  const flow = flowOf(orders);
  const { nodes, lines } = show(changed(flow, setGroup(flow, "review", { collapsed: true }).patch));

  expect(nodes.filter(({ kind }) => kind === "step").map(({ id }) => id)).not.toContain("customer");
  expect(lines.filter(({ source, target }) => [source, target].includes("group:review"))).toMatchObject([
    { source: "size", target: "group:review", port: "large" },
    { source: "group:review", target: "store", port: "out" },
  ]);
});

test("in a large flow groups begin collapsed, and stay open once a person opened them", () => {
  const large = largeFlow(400);
  const members = Object.keys(large.steps).slice(1, 200);
  const grouped = changed(large, group(large, members, "First half").patch);
  const opened = changed(grouped, setGroup(grouped, "group", { collapsed: false }).patch);

  expect(show(grouped).nodes).toHaveLength(400 - members.length + 1);
  expect(show(opened).nodes).toHaveLength(401);
});

test("changing one step makes one card new, and every other stays the very same object", () => {
  const flow = flowOf(orders);
  const before = show(flow);
  const after = reuse(before, show(changed(flow, setField("price", ["timeout"], "5s").patch)));

  const fresh = after.nodes.filter((node) => !before.nodes.includes(node));
  expect(fresh.map(({ id }) => id)).toEqual(["price"]);
  expect(after.lines.every((line) => before.lines.includes(line))).toBe(true);
});

test("dragging a frame moves its members, as one edit", () => {
  const flow = flowOf(orders);
  const places = placeMissing(flow, new Map(), catalogue);
  const { nodes } = project(flow, places, catalogue);
  const frame = nodes.find(({ id }) => id === "group:review");
  if (!frame) throw new Error("no frame");

  const to = { x: frame.at.x + 32, y: frame.at.y + 48 };
  const drag = dragOf(new Map([[frame.id, to]]), new Map(nodes.map((node) => [node.id, node])), places);
  const moved = changed(flow, dropEdit(flow, drag).patch);

  const from = places.get("approve") ?? { x: 0, y: 0 };
  expect(moved.layout.steps["approve"]).toEqual({ x: from.x + 32, y: from.y + 48 });
  expect(Object.keys(moved.layout.steps).toSorted()).toEqual(["approve", "customer", "failed", "remind"]);
});

test("a card lies on the nearest line that runs through its middle, and on none of a collapsed group", () => {
  const flow = flowOf(
    "reflux: 1\nname: n\nsteps: { a: {node: manual}, b: {node: log}, c: {node: log}, loose: {node: log} }\nedges: [a -> b, a -> c]\n",
  );
  const at = (x: number, y: number, shown = flow) => {
    const places = new Map(
      Object.entries({ a: { x: 0, y: 0 }, b: { x: 640, y: 0 }, c: { x: 640, y: 480 }, loose: { x, y } }),
    );
    return lineThrough("loose", project(shown, places, catalogue))?.id;
  };

  expect(at(320, 0)).toBe("a -> b");
  expect(at(336, 224)).toBe("a -> c");
  expect(at(400, -64)).toBeUndefined();
  expect(at(-400, 0)).toBeUndefined();
  const grouped = changed(flow, group(flow, ["b", "c"], "G").patch);
  const [id = ""] = Object.keys(grouped.layout.groups);
  const closed = changed(grouped, setGroup(grouped, id, { collapsed: true }).patch);
  expect(at(320, 0, closed)).toBeUndefined();
});

test("the ghosted flow holds both versions, and says of each step what became of it", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (base, head) => {
      const { flow, steps, edges } = ghosts(base, head);
      expect(Object.keys(flow.steps).toSorted()).toEqual(
        [...new Set([...Object.keys(base.steps), ...Object.keys(head.steps)])].toSorted(),
      );
      for (const [key, change] of steps) {
        expect(change === "added").toBe(!Object.hasOwn(base.steps, key));
        expect(change === "removed").toBe(!Object.hasOwn(head.steps, key));
      }
      expect(edges.size).toBe(flow.edges.length);
    }),
  );
});

test("the outline names every step and every edge once, each at its place among its siblings", () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      const rows = outlineRows(flow);
      expect(rows.filter(({ kind }) => kind === "step")).toHaveLength(Object.keys(flow.steps).length);
      expect(rows.filter(({ kind }) => kind === "edge")).toHaveLength(flow.edges.length);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      for (const { position, setSize } of rows) expect(position).toBeLessThanOrEqual(setSize);
    }),
  );
});

test("choices are found by any of their words, those that begin with them first", () => {
  const choices = [
    { id: "a", title: "Send webhook", hint: "webhook.out" },
    { id: "b", title: "Webhook", detail: "Starts a run" },
    { id: "c", title: "HTTP request" },
  ];

  expect(search(choices, "webhook").map(({ id }) => id)).toEqual(["b", "a"]);
  expect(search(choices, "starts web").map(({ id }) => id)).toEqual(["b"]);
  expect(search(choices, "zzz")).toEqual([]);
});
