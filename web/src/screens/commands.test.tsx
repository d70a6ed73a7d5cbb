// @vitest-environment jsdom
/**
 * Every command of every screen: who may, and how it is done without us. The lists are those of the screens themselves.
 * A command that changes something and cannot be told as SQL fails here, and so does a screen whose list is not walked.
 */
import { afterEach, expect, test, vi } from "vitest";
import { validate } from "#language/flow/check/index.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import documents from "../../generated/persisted-documents.json" with { type: "json" };
import { listenForKeys } from "../app/commands/listen.ts";
import { type Command, formsOf, isAvailable, register } from "../app/commands/registry.ts";
import { isBare } from "../app/commands/strokes.ts";
import { listCommands } from "../app/shell/list-commands.ts";
import { appCommands } from "../app/shell/useAppCommands.tsx";
import { canvasCommands } from "../canvas/state/commands.ts";
import { createEditor } from "../canvas/state/editor.ts";
import { selected } from "../canvas/state/selection.ts";
import { type Call, needs, roles } from "../data/rights.ts";
import { keepWho } from "../data/who.ts";
import { focused, isTyping } from "../ui/typing.ts";
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
const onCanvas = () => document.activeElement?.matches(".react-flow, .react-flow *") === true;
const editor = createEditor({ flow: flowOf(orderIntake), catalogue, validate });
editor.select(selected({ steps: ["shape"] }));
const view = { hasFocus: onCanvas, isTyping: () => isTyping(focused()) };
const moves = ["enter", "focus", "fit", "fitSteps", "reveal", "zoom"].map((name) => [name, nothing]);
const canvas = canvasCommands({
  editor,
  view: { ...Object.fromEntries(moves), ...view, centre: () => ({ x: 0, y: 0 }) },
  host: { inspect: nothing, save: nothing, runFlow: nothing, runTo: nothing },
});

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
    onCanvas,
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

const page = `<main tabindex="-1"><div class="react-flow" tabindex="0"></div><button>Save</button>
  <input><textarea></textarea><select></select><div role="textbox" tabindex="0"></div>
  <button role="combobox"></button><div id="code" tabindex="-1"></div></main>
  <div role="dialog"><button>Yes</button></div>`;
const bare = all.flatMap(([name, command]) =>
  (command.keys ?? [])
    .filter((keys) => keys.split(" ").every(isBare))
    .map((keys) => [name, keys, command] as const),
);

/** Where the key acts, of all places that may have the focus, and of none having it. */
function places(command: Command, keys: string): readonly string[] {
  document.body.innerHTML = page;
  const code = document.querySelector("#code");
  code?.attachShadow({ mode: "open" }).append(document.createElement("textarea"));
  const inCode = code?.shadowRoot?.querySelector("textarea");
  const own = command.id.startsWith("canvas.") ? {} : { when: () => true };
  const spots = [
    ...document.querySelectorAll<HTMLElement>("main, main > :not(#code), [role=dialog] button"),
    inCode,
    null,
  ];
  return spots.flatMap((spot) => {
    const stop = new AbortController();
    const run = vi.fn();
    const leave = register([{ ...command, ...own, run }]);
    listenForKeys(stop.signal);
    if (spot) spot.focus();
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    for (const stroke of keys.split(" ")) {
      const shiftKey = stroke.startsWith("Shift+");
      const key = stroke.replace("Shift+", "").replace("Space", " ");
      const init = { key, shiftKey, bubbles: true, composed: true, cancelable: true };
      (spot ?? document.body).dispatchEvent(new KeyboardEvent("keydown", init));
    }
    stop.abort();
    leave();
    const name = spot?.className || spot?.textContent?.trim() || spot?.localName;
    return run.mock.calls.length > 0 ? [spot?.localName === "main" ? "page" : (name ?? "nowhere")] : [];
  });
}

test.each(bare)(
  "%s: %s does nothing in a text, in a dialog, or while nothing has the focus",
  (_, keys, command) => {
    const acts = places(command, keys);

    if (/^(canvas\.(?!runTo)|editor\.(source|problems))/.test(command.id)) {
      expect(acts.filter((place) => place !== "react-flow")).toEqual([]);
    } else {
      expect(acts).toEqual(["page", "react-flow", ...(/Enter|Space/.test(keys) ? [] : ["Save"])]);
    }
  },
);

test("on the canvas a key of each kind acts", () => {
  const acting = bare.filter(([, keys, command]) => places(command, keys).includes("react-flow"));

  expect(acting.map(([, keys]) => keys)).toEqual(
    expect.arrayContaining(["Delete", "Backspace", "Enter", "n", "s", "ArrowLeft"]),
  );
});

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
