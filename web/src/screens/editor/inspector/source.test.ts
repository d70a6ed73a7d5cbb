import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { parseFlow } from "#language/flow/text.ts";
import { setField } from "../../../canvas/edit/commands/configure.ts";
import { createEditor } from "../../../canvas/state/editor.ts";
import { createDraft, type Held, type Written } from "../draft.ts";
import { createSource } from "./source.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const flow = flowOf(orderIntake);
const first: Held = {
  flow,
  source: undefined,
  unfinished: {},
  published: flow,
  revision: 1,
  author: "me",
  version: 1,
};

/** A pane over a draft, what was saved, and how often a text was parsed. */
function open(held = first) {
  const saved: Written[] = [];
  const editor = createEditor({ flow: held.flow, catalogue, validate, later: (task) => task() });
  const server = {
    read: async () => first,
    peek: async () => first,
    save: async (written: Written, revision: number) => {
      saved.push(written);
      return { revision: revision + 1, problems: [] };
    },
    publish: async () => 2,
    discard: async () => {},
  };
  const draft = createDraft(editor, held, server, () => {});
  draft.start();
  const parse = vi.fn(parseFlow);
  const source = createSource(editor, draft, parse);
  const title = () => editor.store.getState().flow.rest["title"];
  return { editor, draft, source, saved, parse, title, state: draft.store.getState };
}

const titled = (text: string, title: string) => `title: ${title}\n${text}`;

test("keys in a row are one reading, and what is typed is shown and unsaved from the first on", async () => {
  const { source, parse, title, state } = open();
  const before = source.text();
  for (const word of ["O", "Or", "Orders"]) {
    source.write(titled(before, word));
    expect(source.text()).toBe(titled(before, word));
    expect(state().save).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(parse).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(50);
  expect(title()).toBe("Orders");
  expect(parse).toHaveBeenCalledTimes(1);
});

test("a text that is no flow is parsed once, however often it is asked what is wrong", async () => {
  const { source, parse, state } = open();
  source.write("steps: [");
  await vi.advanceTimersByTimeAsync(150);
  for (let renders = 0; renders < 5; renders += 1) expect(source.whatIsWrong()).not.toBe("");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(source.whatIsWrong()).not.toBe("");
  expect(state()).toMatchObject({ save: "saved", unfinished: { source: "steps: [" } });
  expect(parse).toHaveBeenCalledTimes(1);
});

type Opened = ReturnType<typeof open>;
const leaving: readonly (readonly [how: string, leave: (opened: Opened) => unknown])[] = [
  ["the pane is left", ({ draft }) => draft.read()],
  ["the page is left or a run is started", async ({ draft }) => draft.flush()],
  ["it is published", async ({ draft }) => draft.publish("")],
];

test.each(leaving)("when %s before a text was read, it counts as written", async (_, leave) => {
  const opened = open();
  opened.source.write(titled(opened.source.text(), "Orders"));
  await leave(opened);
  expect(opened.title()).toBe("Orders");
  await opened.draft.flush();
  expect(opened.saved.at(-1)).toMatchObject({ unfinished: {}, flow: { rest: { title: "Orders" } } });
  expect(opened.state().save).toBe("saved");
});

test("what is done on the canvas before a text was read is brought together with it", async () => {
  const { editor, source, title } = open();
  source.write(titled(source.text(), "Orders"));
  editor.apply(setField("shape", ["note"], "by hand"));
  source.write(`${source.text()}description: Two\n`);
  await vi.advanceTimersByTimeAsync(150);
  expect(title()).toBe("Orders");
  expect(editor.store.getState().flow).toMatchObject({
    rest: { description: "Two" },
    steps: { shape: { note: "by hand" } },
  });
  expect(source.text()).toContain("by hand");
});

test("what is typed and taken back is saved; what is discarded is not read", async () => {
  const { source, draft, title, saved, state } = open();
  const before = source.text();
  source.write(titled(before, "Orders"));
  source.write(before);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([state().save, saved.length]).toEqual(["saved", 0]);

  source.write(titled(before, "Orders"));
  await draft.discard();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([title(), state().save]).toEqual([flow.rest["title"], "saved"]);
  expect(source.text()).toBe(before);
});
