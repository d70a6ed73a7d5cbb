// @vitest-environment jsdom
import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { Canvas } from "../Canvas.tsx";
import type { CanvasCommand } from "../state/command.ts";
import { canvasCommands } from "../state/commands.ts";
import { createEditor, type Editor } from "../state/editor.ts";
import { createLiveRun } from "../state/live.ts";
import { selected } from "../state/selection.ts";
import { fakeRun } from "../testing/fake-run.ts";
import { stubBrowser } from "../testing/stub-browser.ts";
import type { Overlay } from "./context.ts";

beforeAll(stubBrowser);
afterEach(cleanup);

const flow = flowOf(orderIntake);
const live = createLiveRun((flush) => flush());
live.set(fakeRun(flow, 0));
const overlays: Readonly<Record<string, Overlay>> = {
  nothing: { kind: "edit" },
  "a run": { kind: "run", live },
};

/** A canvas with one step chosen, and what each way in to an edit says and does. */
function sit(overlay: Overlay, readOnly?: string) {
  const editor = createEditor({ flow, catalogue, readOnly, validate, later: (task) => task() });
  editor.select(selected({ steps: ["shape"], notes: ["why"] }), "shape");
  let commands: readonly CanvasCommand[] = [];
  const { container } = render(
    <Canvas
      editor={editor}
      overlay={overlay}
      label="Flow"
      onCommands={(list) => {
        if (list.length > 0) commands = list;
      }}
    />,
  );
  container.querySelector<HTMLElement>(".react-flow")?.focus();
  const all = (selector: string) => [...container.querySelectorAll<HTMLElement>(selector)];
  return { editor, commands, container, all };
}

const changes = (editor: Editor, act: () => void) => {
  const before = editor.store.getState();
  act();
  const after = editor.store.getState();
  const asked = after.prompt !== undefined && after.prompt.ask !== "find";
  return after.flow !== before.flow || asked;
};

describe.each(Object.entries(overlays))("with %s laid over the flow", (_name, overlay) => {
  test("keys, toolbar and mouse offer what they offer where nothing is laid over it", () => {
    const offered = (what: Overlay) => {
      const { commands, all } = sit(what);
      const told = {
        keys: commands.filter((command) => command.when()).map(({ id }) => id),
        toolbar: all("button[aria-keyshortcuts]").map((button) => button.getAttribute("aria-label")),
        dragged: all(".react-flow__node.draggable").length,
        joined: all(".react-flow__handle.connectable").length,
      };
      cleanup();
      return told;
    };

    const told = offered(overlay);
    expect(told.keys).toContain("canvas.delete");
    expect(told.toolbar).toContain("Undo");
    expect(Math.min(told.dragged, told.joined)).toBeGreaterThan(0);
    expect(told).toEqual(offered({ kind: "edit" }));
  });

  test("where the flow may not be edited none of them changes it, and it is said why", () => {
    const { commands, all, editor, container } = sit(overlay, "Needs the role editor.");
    const canvas = container.querySelector(".react-flow")!;
    const data = { getData: () => "log", setData: () => {} };
    const ways: readonly (readonly [way: string, act: () => void])[] = [
      ...commands.map(({ id, run }) => [id, run] as const),
      ...all("button").map(
        (button) => [button.getAttribute("aria-label") ?? "", () => button.click()] as const,
      ),
      ...all(".react-flow__node").map(
        (node) => ["double click", () => void fireEvent.doubleClick(node)] as const,
      ),
      ["drop", () => void fireEvent.drop(canvas, { dataTransfer: data })],
      ["cut", () => void fireEvent.cut(canvas, { clipboardData: data })],
      [
        "paste",
        () =>
          void fireEvent.paste(canvas, {
            clipboardData: { getData: () => '{"reflux":1,"steps":{"x":{"node":"log"}},"edges":[]}' },
          }),
      ],
    ];

    expect(ways.length).toBeGreaterThan(30);
    expect(ways.filter(([, act]) => changes(editor, act)).map(([way]) => way)).toEqual([]);
    expect(all(".react-flow__node.draggable, .react-flow__handle.connectable, textarea")).toEqual([]);
    editor.undo();
    expect(editor.store.getState().announcement).toContain("Needs the role editor.");
  });
});

test("what the walk above does, changes a flow that may be edited", () => {
  const { editor } = sit({ kind: "run", live });
  const commands = canvasCommands({
    editor,
    host: {},
    view: {
      hasFocus: () => true,
      isTyping: () => false,
      enter() {},
      focus() {},
      fit() {},
      fitSteps() {},
      reveal() {},
      zoom() {},
      centre: () => ({ x: 0, y: 0 }),
    },
  });
  const changed = commands
    .filter(({ run }) =>
      changes(editor, () => {
        run();
        editor.ask(undefined);
      }),
    )
    .map(({ id }) => id);
  expect(changed).toEqual(
    expect.arrayContaining(["canvas.duplicate", "canvas.note", "canvas.disable", "canvas.move.left"]),
  );
});
