import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { flowOf } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { setField } from "../../canvas/edit/commands/configure.ts";
import { createEditor } from "../../canvas/state/editor.ts";
import { selected } from "../../canvas/state/selection.ts";
import { ProblemError } from "../../data/problem.ts";
import { createDraft, type DraftServer, type Held, type Written } from "./draft.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const flowWith = (url: string) =>
  flowOf(`
reflux: 1
name: orders
steps:
  start: { node: manual }
  ask: { node: http.request, config: { url: ${url} } }
edges: [start -> ask]
`);
const write = (url: string) => setField("ask", ["config", "url"], url);

/** One draft on a server that two people save to; `sit` is a page that has it open. */
function open() {
  const first: Held = {
    revision: 1,
    author: "ada",
    version: undefined,
    flow: flowWith("https://a.test"),
    source: undefined,
    unfinished: {},
    published: undefined,
  };
  let held = first;
  const sent: Written[] = [];
  const server = {
    read: vi.fn<DraftServer["read"]>(async () => held),
    peek: vi.fn<DraftServer["peek"]>(async () => held),
    save: vi.fn<DraftServer["save"]>(async (written, revision) => {
      if (revision !== held.revision) throw new ProblemError({ code: "RFC02", message: "draft changed" });
      sent.push(written);
      held = { ...held, ...written, revision: revision + 1, author: "ada" };
      return { revision: held.revision, problems: [] };
    }),
    publish: async () => 1,
    discard: async () => {},
  };
  const saves = (flow: Held["flow"], more: Partial<Held> = {}) => {
    held = { ...held, flow, revision: held.revision + 1, author: "bob", ...more };
  };
  const sit = (readOnly?: string) => {
    const editor = createEditor({ flow: first.flow, catalogue, readOnly, validate, later: (task) => task() });
    const merged = vi.fn<(by: string) => void>();
    const draft = createDraft(editor, first, server, merged);
    draft.start();
    const url = () => Object(editor.store.getState().flow.steps["ask"]?.["config"]).url;
    return { editor, draft, merged, url, state: () => draft.store.getState() };
  };
  return { server, sent, saves, sit, held: () => held };
}

test("what is typed while a newer draft is on its way clashes with it, however it was met", async () => {
  for (const way of ["looked", "saved"] as const) {
    const { server, sent, saves, sit } = open();
    const { editor, draft, url, state } = sit();
    saves(flowWith("https://bob.test"));
    server.read.mockImplementationOnce(async () => {
      editor.apply(write("https://ada.test"));
      return server.read();
    });
    if (way === "saved") editor.apply(write("https://ada"));
    await (way === "saved" ? draft.flush() : draft.look());
    await vi.runOnlyPendingTimersAsync();

    expect(state(), way).toMatchObject({
      save: "conflict",
      clash: { conflicts: [{ mine: "https://ada.test", theirs: "https://bob.test" }] },
    });
    expect(sent, way).toEqual([]);
    await draft.resolve(new Map([["steps/ask/config/url", "theirs"]]));
    await vi.runOnlyPendingTimersAsync();
    expect([url(), state().save], way).toEqual(["https://bob.test", "saved"]);
  }
});

test.each([
  ["a gateway that has no server", { code: "unknown", message: "The server answered 502" }, "failing"],
  ["an error of the server", { code: "RFI01", message: "internal error 7" }, "failing"],
  ["too many at once", { code: "RFL01", message: "too many requests" }, "failing"],
  ["no network", { code: "offline", message: "The server cannot be reached" }, "offline"],
] as const)("%s is said as it is, and tried again until it is saved", async (_name, problem, save) => {
  const { server, sit, held } = open();
  const { editor, draft, state } = sit();
  server.save
    .mockRejectedValueOnce(new ProblemError(problem))
    .mockRejectedValueOnce(new ProblemError(problem));
  editor.apply(write("https://b.test"));

  await draft.flush();
  expect(state()).toMatchObject({ save, refusal: { message: problem.message } });
  await vi.advanceTimersByTimeAsync(60_000);

  expect(server.save).toHaveBeenCalledTimes(3);
  expect([state().save, state().refusal, held().revision]).toEqual(["saved", undefined, 2]);
});

test("what is refused is not asked for again by itself, and is when a person asks", async () => {
  const { server, sit } = open();
  const { editor, draft, state } = sit();
  server.save.mockRejectedValueOnce(new ProblemError({ code: "RFL05", message: "body too large" }));
  editor.apply(write("https://b.test"));

  await draft.flush();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.save).toHaveBeenCalledTimes(1);
  expect(state()).toMatchObject({ save: "refused", refusal: { message: "body too large" } });

  await draft.flush();
  expect(state().save).toBe("saved");
});

test("who may not edit keeps nothing and saves nothing, and sees what others save", async () => {
  const { server, saves, sit } = open();
  const { editor, draft, url, merged, state } = sit("Needs the role editor.");
  editor.select(selected({ steps: ["ask"] }));

  draft.keep("steps.ask.config.body", "{");
  draft.write("name: other");
  editor.apply(write("https://viewer.test"));
  await draft.flush();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state()).toMatchObject({ save: "saved", unfinished: {}, source: undefined });

  saves(flowWith("https://bob.test"), { unfinished: { source: "half" } });
  await draft.look();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([url(), state().save, state().unfinished, state().revision]).toEqual([
    "https://bob.test",
    "saved",
    { source: "half" },
    2,
  ]);
  expect([...editor.store.getState().selection.steps]).toEqual(["ask"]);
  expect(merged).not.toHaveBeenCalled();
  expect(server.save).not.toHaveBeenCalled();
});
