import fc from "fast-check";
import { expect, test } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { errorPort, type Flow } from "#language/flow/document.ts";
import { printEdge } from "#language/flow/edges.ts";
import { applyPatch } from "#language/flow/patch.ts";
import { patchBetween } from "#language/flow/patch-between.ts";
import { stepsRead } from "#language/flow/references.ts";
import { arbitraryFlow } from "#language/flow/testing/arbitrary.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { topology } from "#language/flow/topology.ts";
import { copy, duplicate, paste } from "../clipboard.ts";
import type { Edit } from "../edit.ts";
import { addStep } from "./add.ts";
import { pin, setField, toggleDisabled, unpin } from "./configure.ts";
import { connect, connectTargets, disconnect, freePort, reconnect, refusal } from "./connect.ts";
import { dropOnEdge, isLoose } from "./drop.ts";
import { group, setGroup, ungroup } from "./group.ts";
import { addNote, move, setNote, tidy, toggleFixed } from "./place.ts";
import { remove } from "./remove.ts";
import { rename } from "./rename.ts";

const places = (flow: Flow) =>
  new Map(Object.keys(flow.steps).map((key, index) => [key, { x: index * 320, y: 0 }]));
const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

/** Every command there is, on some part of a flow. */
const commands: Record<string, (flow: Flow, keys: string[], n: number) => Edit | undefined> = {
  add: (flow) => addStep(flow, "transform", {}, places(flow), catalogue),
  addBehind: (flow, [step]) =>
    step === undefined
      ? undefined
      : addStep(flow, "log", { after: { step, port: "out" } }, places(flow), catalogue),
  addOnEdge: (flow, _, n) => {
    const onEdge = pick(flow.edges, n);
    return onEdge && addStep(flow, "log", { onEdge }, places(flow), catalogue);
  },
  insert: (flow, [key], n) => {
    const edge = pick(flow.edges, n);
    if (!edge || key === undefined || !isLoose(flow, key, catalogue)) return undefined;
    return dropOnEdge(flow, key, { x: n * 50, y: 0 }, edge, places(flow), catalogue);
  },
  connect: (flow, [from, to]) => {
    const edge = { from: from ?? "", port: "error", to: to ?? "" };
    return refusal(flow, edge, catalogue) === undefined ? connect(flow, edge) : undefined;
  },
  reconnect: (flow, [to], n) => {
    const edge = pick(flow.edges, n);
    const moved = edge && to !== undefined ? { ...edge, to } : undefined;
    return edge && moved && refusal(flow, moved, catalogue) === undefined
      ? reconnect(flow, edge, moved)
      : undefined;
  },
  disconnect: (flow, _, n) => disconnect(flow, flow.edges.slice(0, n % 4)),
  remove: (flow, keys, n) =>
    remove(flow, {
      steps: keys,
      edges: flow.edges.slice(0, n % 3),
      notes: Object.keys(flow.layout.notes).slice(0, 1),
    }),
  removeGroups: (flow, keys) => remove(flow, { steps: keys, groups: Object.keys(flow.layout.groups) }),
  rename: (flow, [key]) => (key === undefined ? undefined : rename(flow, key, "brand_new")),
  setField: (flow, [key]) => (key === undefined ? undefined : setField(key, ["config", "url"], "x")),
  disable: (flow, keys) => toggleDisabled(flow, keys),
  pin: (_, keys) => pin(new Map(keys.map((key) => [key, { ok: true }]))),
  unpin: (flow, keys) => unpin(flow, keys),
  duplicate: (flow, keys) => duplicate(flow, keys, places(flow)),
  paste: (flow, keys) =>
    paste(flow, copy(flow, keys, places(flow), catalogue).clip, undefined, places(flow), catalogue),
  group: (flow, keys) => (keys.length > 0 ? group(flow, keys) : undefined),
  ungroup: (flow) => ungroup(flow, Object.keys(flow.layout.groups)),
  collapse: (flow) => {
    const [id] = Object.keys(flow.layout.groups);
    return id === undefined ? undefined : setGroup(flow, id, { collapsed: true });
  },
  move: (flow) => move(flow, places(flow)),
  tidy: (flow) => tidy(flow, places(flow)),
  fix: (flow, keys) => toggleFixed(flow, keys, places(flow)),
  note: (flow) => addNote(flow, { x: 5, y: 5 }, []),
  setNote: (flow) => setNote(flow, "n1", { text: "other" }),
};

const situation = fc.tuple(arbitraryFlow(), fc.array(fc.nat(20), { maxLength: 3 }), fc.nat(20));

test.each(Object.entries(commands))(
  "%s applies wherever it is offered, and undoes without a trace",
  (_, command) => {
    fc.assert(
      fc.property(situation, ([flow, picks, n]) => {
        const keys = [...new Set(picks.flatMap((index) => pick(Object.keys(flow.steps), index) ?? []))];
        const edit = command(flow, keys, n);
        if (!edit) return;

        const done = applyPatch(flow, edit.patch);
        if (!done.ok) throw new Error(done.message);
        const undone = applyPatch(done.flow, done.inverse);

        expect(undone.ok && JSON.stringify(undone.flow)).toBe(JSON.stringify(flow));
        for (const { from, to } of done.flow.edges) {
          expect(Object.keys(done.flow.steps)).toEqual(expect.arrayContaining([from, to]));
        }
        expect(topology(done.flow).unordered.size).toBe(0);
        for (const key of edit.select ?? []) expect(Object.keys(done.flow.steps)).toContain(key);
      }),
    );
  },
);

test("the patch between two flows leads from one to the other, layout included", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (a, b) => {
      const result = applyPatch(a, patchBetween(a, b));
      expect(result.ok && { ...result.flow, edges: result.flow.edges.map(printEdge).toSorted() }).toEqual({
        ...b,
        edges: b.edges.map(printEdge).toSorted(),
      });
    }),
  );
});

test("the targets offered are exactly those that connecting would not refuse", () => {
  fc.assert(
    fc.property(arbitraryFlow(), fc.nat(), (flow, n) => {
      const from = pick(Object.keys(flow.steps), n);
      fc.pre(from !== undefined);
      const offered = connectTargets(flow, from ?? "", "out", catalogue);
      const allowed = Object.keys(flow.steps).filter(
        (to) => refusal(flow, { from: from ?? "", port: "out", to }, catalogue) === undefined,
      );
      expect(offered).toEqual(allowed);
    }),
  );
});

test("renaming follows edges in their places, expressions, groups and positions", () => {
  const before = flowOf(
    `${orderIntake}layout:\n  steps: { shape: { x: 16, y: 0 } }\n  groups: { g: { title: G, steps: [shape] } }\n`,
  );
  const done = applyPatch(before, rename(before, "shape", "total").patch);

  expect(done.ok && done.flow.edges.map(printEdge)).toEqual(["receive -> total", "total -> deliver"]);
  expect(done.ok && Object.keys(done.flow.steps)).toEqual(["receive", "total", "deliver"]);
  expect(done.ok && [...stepsRead(done.flow.steps["deliver"] ?? { node: "" })]).toEqual(["total"]);
  expect(done.ok && done.flow.layout).toMatchObject({
    steps: { total: { x: 16 } },
    groups: { g: { steps: ["total"] } },
  });
  expect(done.ok && validate(done.flow, catalogue)).toEqual([]);
});

test("an error edge declares itself on the step, and the last one to go takes that back", () => {
  const flow = flowOf(`${orderIntake}`);
  const connected = applyPatch(flow, connect(flow, { from: "shape", port: errorPort, to: "deliver" }).patch);
  if (!connected.ok) throw new Error(connected.message);

  expect(validate(connected.flow, catalogue)).toEqual([]);
  const cut = applyPatch(
    connected.flow,
    disconnect(connected.flow, [{ from: "shape", port: errorPort, to: "deliver" }]).patch,
  );
  expect(cut.ok && cut.flow.steps["shape"]).toEqual(flow.steps["shape"]);
});

test("a new edge leaves by the first port that leads nowhere yet", () => {
  const flow = flowOf(
    "reflux: 1\nsteps: { w: {node: wait}, a: {node: log}, b: {node: flow.branch, config: {cases: [{port: big}]}} }\nedges: [w -> a]\n",
  );

  expect(freePort(flow, "w", catalogue)).toBe("timeout");
  expect(freePort(flow, "b", catalogue)).toBe("big");
  expect(freePort(flow, "a", catalogue)).toBe("out");
});

test("tidy leaves fixed steps where people put them", () => {
  const flow = flowOf(`${orderIntake}layout:\n  steps: { shape: { x: 5, y: 5, fixed: true } }\n`);
  const done = applyPatch(flow, tidy(flow, places(flow)).patch);

  expect(done.ok && done.flow.layout.steps).toEqual({
    shape: { x: 5, y: 5, fixed: true },
    receive: { x: 0, y: 0 },
    deliver: { x: 640, y: 0 },
  });
});
