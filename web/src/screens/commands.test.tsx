/**
 * Every command of every screen: who may, and how it is done without us. The lists are those of the screens themselves.
 * A command that changes something and cannot be told as SQL fails here, and so does a screen whose list is not walked.
 */
import { afterEach, expect, test } from "vitest";
import { type Command, formsOf, isAvailable } from "../app/commands/registry.ts";
import { listCommands } from "../app/shell/list-commands.ts";
import { appCommands } from "../app/shell/useAppCommands.tsx";
import documents from "../data/generated/persisted-documents.json" with { type: "json" };
import { type Call, needs, roles } from "../data/rights.ts";
import { keepWho } from "../data/who.ts";
import { editorCommands } from "./editor/commands.ts";
import { flowsBulkCommands } from "./flows/FlowsBulk.tsx";
import { flowMenu } from "./flows/useFlowMenu.tsx";
import { flowsCommands } from "./flows/useFlowsCommands.tsx";
import { stepRow } from "./run/testing.ts";
import { runCommands } from "./run/useRunCommands.tsx";
import { runsCommands } from "./runs/useRunsCommands.tsx";
import { secretCommands, tokenCommands, varCommands } from "./settings/settings-commands.tsx";
import { flowRow, runHead, runRow } from "./testing.ts";

const nothing = () => {};
const step = stepRow("charge", 0, { allowedActions: ["redrive_step", "retry_now", "signal_step"] });
const allowedActions = ["redrive_run", "pause_run", "resume_run", "cancel_run"];
const canvas = ["canvas.save", "canvas.run", "canvas.runTo", "canvas.fit"].map((id) => ({
  id,
  title: id,
  group: "Canvas" as const,
  keys: [],
  when: () => true,
  run: nothing,
}));

const lists: Readonly<Record<string, readonly Command[]>> = {
  "app/shell/useAppCommands.tsx": appCommands(nothing, nothing),
  "app/shell/list-commands.ts": listCommands,
  "screens/flows/useFlowsCommands.tsx": flowsCommands({
    active: flowRow("orders"),
    menu: (flow) => flowMenu(flow, { who: undefined, go: nothing, ask: nothing, changed: nothing }),
    onNew: nothing,
  }),
  "screens/flows/FlowsBulk.tsx": flowsBulkCommands(
    [flowRow("on"), flowRow("off", { enabled: false })],
    nothing,
  ),
  "screens/runs/useRunsCommands.tsx": runsCommands({
    box: { current: null },
    active: undefined,
    chosen: [runRow("7", { allowedActions }), runRow("8", { allowedActions })],
    onAct: nothing,
    onLikeThis: nothing,
  }),
  "screens/run/useRunCommands.tsx": runCommands({
    view: { run: runHead("7", { allowedActions }), steps: [step], attempts: new Map(), whole: true },
    step,
    only: "all",
    mode: "timeline",
    attempt: undefined,
    range: undefined,
    follow: false,
    onFollow: nothing,
    onSelect: nothing,
    onChange: nothing,
    onAsk: nothing,
  }),
  "screens/editor/Workbench.tsx": editorCommands({
    slug: "orders",
    canvas,
    revision: () => 3,
    published: () => true,
    showsSource: false,
    showsProblems: false,
    step: () => "charge",
    inInspector: () => false,
    onSource: nothing,
    onProblems: nothing,
    failed: () => "7",
    onFork: nothing,
    onDiscard: nothing,
    onLeave: nothing,
  }),
  "screens/settings/settings-commands.tsx": [
    ...secretCommands(nothing),
    ...varCommands(nothing),
    ...tokenCommands(nothing),
  ],
  // A search box: it only takes the focus.
  "app/shell/FindBox.tsx": [],
};
const all = Object.entries(lists).flatMap(([file, commands]) =>
  commands.map((command) => [`${command.id} of ${file}`, command] as const),
);
const acts = all.flatMap(([name, command]) => (command.kind === "act" ? [[name, command] as const] : []));

afterEach(() => keepWho(undefined));

test("the lists are all that there are", () => {
  const sources = import.meta.glob<string>("../{app,screens}/**/*.{ts,tsx}", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const users = Object.entries(sources)
    .filter(([file, text]) => /\buseCommands\(/.test(text) && !/\/(useCommands|commands\.test)\./.test(file))
    .map(([file]) => file.replace("../", "").replace(/^\.\//, "screens/"));

  expect(users.toSorted()).toEqual(Object.keys(lists).toSorted());
});

test.each(acts)(
  "%s can be copied as SQL and as GraphQL, and both make the call that it declares",
  (_, act) => {
    const { sql, graphql } = formsOf(act);

    expect(graphql).toContain(`${camel(act.call)}(input: {`);
    // The one change that SQL cannot make.
    if (act.call !== "set_secret") expect(sql).toContain(`reflux.${act.call}(`);
  },
);

test.each(acts)("%s is offered to the role that its call needs, and to those above", (_, act) => {
  const offered = roles.filter((role) => {
    keepWho({ role, actor: "ada", allFlows: true });
    return isAvailable(act);
  });

  expect(offered).toEqual(roles.slice(roles.indexOf(needs[act.call])));
});

test("what only shows something is offered to a viewer as to anyone", () => {
  const views = all.filter(([, command]) => command.kind === "view");
  const offered = (role: "viewer" | "admin") => {
    keepWho({ role, actor: "ada", allFlows: true });
    return views.filter(([, command]) => isAvailable(command)).length;
  };

  expect(offered("viewer")).toBe(offered("admin"));
  expect(views.length).toBeGreaterThan(30);
});

/** Not of the registry, each for a reason; their dialogs copy what they do. */
const elsewhere: Readonly<Partial<Record<Call, string>>> = {
  save_draft: "by itself, while a flow is edited",
  deploy_flow: "the dialog for a new flow",
  rollback_flow: "the dialog for restoring a version",
  set_flow_details: "by deploying a document",
  delete_secret: "of a row of a table",
  allow_secret: "of a row of a table",
  unset_var: "of a row of a table",
  rotate_token: "of a row of a table",
  revoke_token: "of a row of a table",
  change_settings: "a form",
};

test("every change that the API offers is a command, or stands elsewhere for a reason", () => {
  const commanded = new Set<string>(acts.map(([, act]) => act.call));
  const calls = Object.keys(needs).filter((right) => !["secrets", "api_tokens", "audit"].includes(right));

  expect(calls.filter((call) => !commanded.has(call)).toSorted()).toEqual(Object.keys(elsewhere).toSorted());
});

test("whatever asks before it changes something tells how to do it without us", () => {
  const dialogs = Object.entries(
    import.meta.glob<string>("./**/*.tsx", { query: "?raw", import: "default", eager: true }),
  ).filter(([, text]) => /<(Dialog|ActDialog)\b/.test(text) || asksForMutation(text));
  const silent = dialogs
    .filter(([, text]) => !/<CopyAs\b|<ActDialog\b|manyForms\(/.test(text))
    .map(([file]) => file);

  expect(dialogs.length).toBeGreaterThan(12);
  // The first decides between two drafts, and saving the draft follows; the second only frames the three ways to begin;
  // the third shows what was made. An ActDialog has forms by its type.
  expect(silent.toSorted()).toEqual([
    "./editor/MergeDialog.tsx",
    "./flows/new/NewFlowDialog.tsx",
    "./settings/tokens/MadeTokenDialog.tsx",
  ]);
});

const mutations = Object.values(documents).flatMap((text) => /^mutation (\w+)/.exec(text)?.[1] ?? []);
const asksForMutation = (text: string) => mutations.some((name) => text.includes(`request(${name}Document`));

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
