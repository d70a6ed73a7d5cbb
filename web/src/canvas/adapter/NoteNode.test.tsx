// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { Canvas } from "../Canvas.tsx";
import type { CanvasCommand } from "../state/command.ts";
import { createEditor, type Editor } from "../state/editor.ts";
import { stubBrowser } from "../testing/stub-browser.ts";

beforeAll(stubBrowser);
const elsewhere = () => document.querySelector<HTMLElement>("input[name=elsewhere]");
beforeEach(() => {
  document.body.innerHTML = "<input name=elsewhere>";
  elsewhere()?.focus();
});
afterEach(cleanup);

const flow = flowOf(orderIntake);
const empty = { text: "", x: 0, y: 300, w: 240, h: 96 };
const withNote = (id: string) => ({ ...flow, layout: { ...flow.layout, notes: { [id]: empty } } });
const make = (of = flow) => createEditor({ flow: of, catalogue, validate, later: (task) => task() });
const notes = (editor: Editor) => Object.values(editor.store.getState().flow.layout.notes);
const written = () => screen.queryByRole("textbox", { name: "Note" });

/** A canvas, and its commands. The focus is elsewhere. */
function open(editor: Editor) {
  let commands: readonly CanvasCommand[] = [];
  const { container } = render(
    <Canvas
      editor={editor}
      label="Flow"
      onCommands={(list) => {
        if (list.length > 0) commands = list;
      }}
    />,
  );
  const canvas = container.querySelector<HTMLElement>(".react-flow")!;
  return { canvas, run: (id: string) => act(() => commands.find((one) => one.id === id)?.run()) };
}

const ways: readonly (readonly [way: string, come: () => Editor])[] = [
  ["with the flow", () => make(withNote("theirs"))],
  [
    "from a colleague",
    () => {
      const editor = make();
      open(editor);
      act(() => void editor.replace(withNote("theirs"), "Merge changes"));
      return editor;
    },
  ],
  [
    "with what is loaded anew",
    () => {
      const editor = make();
      open(editor);
      act(() => editor.load(withNote("theirs")));
      return editor;
    },
  ],
];

test.each(ways)("an empty note that comes %s takes no focus and no keys", (_, come) => {
  const editor = come();
  if (!document.querySelector(".react-flow")) open(editor);
  expect(screen.getByText("Empty note")).toBeTruthy();
  expect(written()).toBeNull();
  expect(document.activeElement).toBe(elsewhere());
});

test("who adds a note writes in it, each key is in the flow at once, and all are one undo", () => {
  const editor = make();
  const { canvas, run } = open(editor);
  act(() => canvas.focus());
  run("canvas.note");
  const box = written()!;
  expect(document.activeElement).toBe(box);
  for (const text of ["W", "Wh", "Why"]) {
    fireEvent.change(box, { target: { value: text } });
    expect(notes(editor).at(-1)).toMatchObject({ text });
  }
  fireEvent.keyDown(box, { key: "Escape" });
  expect(document.activeElement).toBe(canvas);
  expect(written()).toBeNull();
  act(() => editor.undo());
  expect(notes(editor).at(-1)).toMatchObject({ text: "" });
});

test("an empty note that comes into sight again is not written in", () => {
  const editor = make();
  open(editor).run("canvas.note");
  expect(written()).not.toBeNull();
  cleanup();
  elsewhere()?.focus();
  open(editor);
  expect(screen.getByText("Empty note")).toBeTruthy();
  expect(document.activeElement).toBe(elsewhere());
});
