import { expect, test } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { isPinned } from "#language/flow/document.ts";
import { printEdge } from "#language/flow/edges.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { overlaps } from "../arrange/geometry.ts";
import { cardsOf } from "../arrange/request.ts";
import { pin, setField } from "../edit/commands/configure.ts";
import type { CanvasHost, CanvasView } from "./command.ts";
import { copiedText, pasteText } from "./commands/add.ts";
import { canvasCommands } from "./commands.ts";
import { createEditor } from "./editor.ts";
import { commandFor, matches } from "./keys.ts";
import { selected } from "./selection.ts";

const view: CanvasView = {
  hasFocus: () => true,
  isTyping: () => false,
  enter: () => {},
  focus: () => {},
  fit: () => {},
  fitSteps: () => {},
  reveal: () => {},
  zoom: () => {},
  centre: () => ({ x: 0, y: 0 }),
};

function sit(host: CanvasHost = {}, readOnly = false, focused = true, typing = false) {
  const editor = createEditor({
    flow: flowOf(orderIntake),
    catalogue,
    readOnly: readOnly ? "Read only." : undefined,
    validate,
    later: (task) => task(),
  });
  const context = { editor, host, view: { ...view, hasFocus: () => focused, isTyping: () => typing } };
  const commands = canvasCommands(context);
  const press = (keys: string) => {
    const command = commandFor(commands, stroke(keys), false);
    command?.run();
    return command?.id;
  };
  return { editor, context, commands, press, state: editor.store.getState };
}

test("every command has an id of its own, a title and a key, and no two share a key", () => {
  const { commands } = sit();
  const keys = commands.flatMap((command) => command.keys);

  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  expect(new Set(keys).size).toBe(keys.length);
  for (const command of commands) expect(command.title).toMatch(/^[A-Z]/);
});

test("a flow is walked, a step added behind another, connected, moved and undone by keys alone", () => {
  const { press, state, editor } = sit();

  press("ArrowRight");
  press("ArrowRight");
  expect(state().cursor).toBe("shape");

  expect(press("a")).toBe("canvas.add");
  expect(state().prompt).toEqual({ ask: "add", after: { step: "shape", port: "out" } });
  editor.ask(undefined);

  press("ArrowLeft");
  expect(press("c")).toBe("canvas.connect");
  expect(state().prompt).toEqual({ ask: "connect", from: "receive", port: "out" });
  editor.ask(undefined);

  press("Mod+D");
  expect(state().cursor).toBe("receive_2");
  press("Delete");
  press("Mod+Z");
  press("Mod+Z");
  expect(Object.keys(state().flow.steps)).toEqual(["receive", "shape", "deliver"]);
  press("Mod+Shift+Z");
  expect(Object.keys(state().flow.steps)).toContain("receive_2");
});

test("moving by keys is one undo for a run of strokes", () => {
  const { press, state } = sit();
  press("ArrowRight");
  for (let n = 0; n < 5; n += 1) press("Alt+ArrowDown");

  expect(state().places.get("receive")?.y).toBe(80);
  press("Mod+Z");
  expect(state().places.get("receive")?.y).toBe(0);
});

test("while a question is open, while nothing has the focus, and on a read-only canvas, keys change nothing", () => {
  const asked = sit();
  asked.editor.ask({ ask: "find" });
  expect(asked.press("Mod+A")).toBeUndefined();

  expect(sit({}, false, false).press("Mod+A")).toBeUndefined();

  const shown = sit({}, true);
  shown.press("ArrowRight");
  expect(shown.press("Delete")).toBeUndefined();
  expect(shown.press("a")).toBeUndefined();
  expect(shown.press("1")).toBe("canvas.fit");
});

test("a note is put where it can be read: below what is chosen or in the middle, and under no card or other note", () => {
  const { press, state, editor } = sit();
  editor.select(selected({ steps: ["receive", "shape"] }));
  press("n");
  editor.select(selected({}));
  press("n");
  press("n");

  const { flow, places } = state();
  const notes = Object.values(flow.layout.notes).map(({ w, h, ...at }) => ({ ...at, width: w, height: h }));
  const boxes = [...cardsOf(flow, places, editor.catalogue).values(), ...notes];
  expect(notes).toHaveLength(3);
  expect(notes[0]).toMatchObject({ x: places.get("receive")?.x });
  for (const note of notes) expect(boxes.filter((box) => overlaps(note, box))).toEqual([note]);
});

test("what the screen does not offer is not a command", () => {
  const inspected: string[] = [];
  const { press } = sit({ inspect: (step) => void inspected.push(step) });
  press("ArrowRight");

  expect(press("Enter")).toBe("canvas.inspect");
  expect(inspected).toEqual(["receive"]);
  expect(press("Mod+S")).toBeUndefined();
});

test("a step is tried from the inspector too, but not by a key that is typed in a text", () => {
  const tried: string[] = [];
  const host: CanvasHost = { runTo: (step) => void tried.push(step) };
  const beside = sit(host, false, false);
  beside.editor.select(selected({ steps: ["shape"] }));

  expect(beside.press("Shift+Enter")).toBe("canvas.runTo");
  expect(tried).toEqual(["shape"]);

  expect(sit(host, false, false, true).press("Shift+Enter")).toBeUndefined();
});

test("p pins what the screen knows the steps gave, and unpins in one undo what is pinned", () => {
  const asked: (readonly string[])[] = [];
  const { press, state, editor } = sit({ pin: (steps) => void asked.push(steps) });
  editor.select(selected({ steps: ["receive", "shape"] }));

  expect(press("p")).toBe("canvas.pin");
  expect(asked).toEqual([["receive", "shape"]]);

  editor.apply(
    pin(
      new Map([
        ["receive", null],
        ["shape", { id: 7 }],
      ]),
    ),
  );
  press("p");
  expect(Object.values(state().flow.steps).some(isPinned)).toBe(false);
  press("Mod+Z");
  expect(isPinned(state().flow.steps["shape"])).toBe(true);
  expect(asked).toHaveLength(1);

  expect(sit().press("p")).toBeUndefined();
});

test("upstream and downstream are selected, and one step stays under the keys", () => {
  const { press, state } = sit();
  press("End");
  press("Alt+U");

  expect([...state().selection.steps]).toEqual(["deliver", "shape", "receive"]);
  expect(state().cursor).toBe("deliver");
});

test("the next problem is found, and after the last the first again", () => {
  const { press, state, editor } = sit();
  editor.apply(setField("deliver", ["config", "url"], undefined));
  editor.apply(setField("shape", ["config", "value"], undefined));

  press("F8");
  expect(state().cursor).toBe("shape");
  press("F8");
  expect(state().cursor).toBe("deliver");
  press("F8");
  expect(state().cursor).toBe("shape");
});

test("what is copied can be pasted, and what cannot be pasted is said", () => {
  const said: string[] = [];
  const { editor, context, state } = sit({ notify: (message) => void said.push(message) });
  editor.select(selected({ steps: ["shape", "deliver"] }));

  pasteText(context, copiedText(context) ?? "");
  pasteText(context, "not steps");

  expect(state().flow.edges.map(printEdge)).toContain("shape_2 -> deliver_2");
  expect(said).toEqual(["The clipboard holds no steps."]);
});

test("keys are read as written: Mod is Command on a Mac, a symbol needs no Shift of its own", () => {
  expect(matches("Mod+Shift+Z", stroke("Mod+Shift+Z"), false)).toBe(true);
  expect(matches("Mod+Z", stroke("Mod+Shift+Z"), false)).toBe(false);
  expect(matches("Mod+Z", { ...stroke("z"), metaKey: true }, true)).toBe(true);
  expect(matches("a", stroke("Mod+A"), false)).toBe(false);
  expect(matches("+", { ...stroke("+"), shiftKey: true }, false)).toBe(true);
});

function stroke(keys: string) {
  const parts = keys.split(/\+(?=.)/);
  const has = (name: string) => parts.slice(0, -1).includes(name);
  return {
    key: parts.at(-1) ?? "",
    ctrlKey: has("Mod"),
    metaKey: false,
    altKey: has("Alt"),
    shiftKey: has("Shift"),
  };
}
