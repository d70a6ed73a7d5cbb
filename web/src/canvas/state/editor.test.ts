import { expect, test } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { type Flow, stepOf } from "#language/flow/document.ts";
import { mergeFlows } from "#language/flow/merge.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { createArranger } from "../arrange/arranger.ts";
import { setField } from "../edit/commands/configure.ts";
import { connect } from "../edit/commands/connect.ts";
import { move } from "../edit/commands/place.ts";
import { remove } from "../edit/commands/remove.ts";
import { createEditor } from "./editor.ts";
import { selected } from "./selection.ts";

const open = (flow: Flow = flowOf(orderIntake), readOnly = false) =>
  createEditor({
    flow,
    catalogue,
    readOnly: readOnly ? "Read only." : undefined,
    arranger: createArranger(undefined),
    validate,
    later: (task) => task(),
  });

test("an edit changes the flow, its problems and what is announced; undo takes all of it back", () => {
  const editor = open();
  const { getState } = editor.store;
  const before = getState().flow;

  expect(editor.apply(setField("deliver", ["config", "url"], undefined))).toBe(true);
  expect(getState().problemsOf.get("deliver")).toMatchObject([{ code: "RFV03" }]);
  expect(getState().announcement).toBe("Change url of deliver");

  editor.undo();
  expect(getState().flow).toEqual(before);
  expect(getState().problems).toEqual([]);
  expect(getState().announcement).toBe("Undo: Change url of deliver");
});

test("an edit that does not apply changes nothing and says why", () => {
  const editor = open();
  const { flow } = editor.store.getState();

  expect(editor.apply(connect(flow, { from: "receive", port: "out", to: "shape" }))).toBe(false);
  expect(editor.store.getState().flow).toBe(flow);
  expect(editor.store.getState().announcement).toContain("There is an edge receive -> shape already.");
});

test("a read-only canvas takes no edit", () => {
  const editor = open(flowOf(orderIntake), true);

  expect(editor.apply(setField("deliver", ["timeout"], "1m"))).toBe(false);
});

test("what is selected survives undo, and what is gone is no longer selected", () => {
  const editor = open();
  const { getState } = editor.store;
  editor.select(selected({ steps: ["shape", "deliver"] }), "shape");

  editor.apply(setField("deliver", ["timeout"], "1m"));
  editor.undo();
  expect([...getState().selection.steps]).toEqual(["shape", "deliver"]);

  editor.apply(remove(getState().flow, { steps: ["shape"] }));
  expect([...getState().selection.steps]).toEqual([]);
  expect(getState().cursor).toBe("receive");
});

test("placing one step writes down where all stand, so that undo leads back to what was seen", async () => {
  const editor = open();
  const { getState } = editor.store;
  await editor.settle();
  const seen = new Map(getState().places);
  expect(Object.keys(getState().flow.layout.steps)).toEqual([]);

  editor.apply(move(getState().flow, new Map([["shape", { x: 320, y: 160 }]])));
  expect(Object.keys(getState().flow.layout.steps).toSorted()).toEqual(["deliver", "receive", "shape"]);
  expect(getState().places.get("shape")).toEqual({ x: 320, y: 160 });

  editor.undo();
  expect(new Map(getState().places)).toEqual(seen);
});

test("tidying is one undo and throws its answer away when the flow changed meanwhile", async () => {
  const editor = open();
  const { getState } = editor.store;
  editor.apply(move(getState().flow, new Map([["shape", { x: 800, y: 800 }]])));

  const tidying = editor.tidyUp();
  editor.apply(setField("deliver", ["timeout"], "1m"));
  await tidying;
  expect(getState().places.get("shape")).toEqual({ x: 800, y: 800 });

  await editor.tidyUp();
  expect(getState().places.get("shape")).toEqual({ x: 320, y: 0 });
  editor.undo();
  expect(getState().places.get("shape")).toEqual({ x: 800, y: 800 });
});

test("another tab's work is merged as one undoable change, and conflicts are told", () => {
  const base = flowOf(orderIntake);
  const editor = open(base);
  editor.apply(setField("deliver", ["timeout"], "1m"));
  const theirs = flowOf(
    orderIntake.replace("timeout: 30s", "timeout: 2m").replace("path: orders", "path: in"),
  );

  const { flow, conflicts } = mergeFlows(base, editor.store.getState().flow, theirs);
  editor.replace(flow, "Merge changes");

  expect(conflicts.map(({ path }) => path.join("."))).toEqual(["steps.deliver.timeout"]);
  expect(stepOf(editor.store.getState().flow, "receive")).toMatchObject({ config: { path: "in" } });
  expect(stepOf(editor.store.getState().flow, "deliver")).toMatchObject({ timeout: "1m" });
  editor.undo();
  expect(stepOf(editor.store.getState().flow, "receive")).toMatchObject({ config: { path: "orders" } });
});

test("an edit of the text is one undo however many keys it took", () => {
  const editor = open();
  for (const timeout of ["1s", "1m", "10m"]) {
    editor.replace(flowOf(orderIntake.replace("30s", timeout)), "Edit as text", "typing");
  }

  expect(editor.store.getState().history.past).toHaveLength(1);
  editor.undo();
  expect(stepOf(editor.store.getState().flow, "deliver")).toMatchObject({ timeout: "30s" });
});
