// @vitest-environment jsdom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { codes } from "#language/flow/codes.ts";
import type { Problem } from "#language/flow/problem.ts";
import { flowOf } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { HeaderSlot } from "../../app/shell/header-slot.tsx";
import { describeStep } from "../../canvas/state/describe.ts";
import { problemsUnder } from "./change.ts";
import { EditorHeader } from "./EditorHeader.tsx";
import { ProblemsBar } from "./ProblemsBar.tsx";
import { PublishDialog } from "./PublishDialog.tsx";
import { RunDialog } from "./RunDialog.tsx";
import { openDraft, show } from "./testing.tsx";

// jsdom has none, and the code editor may ask for it when it is loaded late.
beforeEach(() => {
  Object.assign(document, { execCommand: () => false });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const flow = flowOf("reflux: 1\nname: orders\nsteps:\n  start: { node: manual }\nedges: []\n");
const wrong = (severity: Problem["severity"], code: string = codes.badReference): Problem => ({
  path: "steps.start.config.token",
  code,
  message: `there is no secret ${severity} yet`,
  severity,
  step: "start",
});
const [warning, error] = [wrong("warning"), wrong("error")];

function sit(...problems: readonly Problem[]) {
  const { editor, draft } = openDraft(flow, catalogue);
  draft.store.setState({ problems });
  const doors = { onClose: () => {}, onGo: () => {}, onStarted: () => {} };
  return { editor, draft, slug: "orders", ...doors };
}
const can = async (button: string) =>
  (await screen.findByRole("button", { name: button })).getAttribute("aria-disabled") !== "true";

test.each([
  ["a warning", [warning], true],
  ["a problem", [warning, error], false],
] as const)("%s: whether it is published and run", async (_name, problems, free) => {
  await show(<PublishDialog {...sit(...problems)} run={undefined} />);
  expect(await can("Publish")).toBe(free);
  expect(screen.getByText("Warning: there is no secret warning yet")).toBeDefined();
  cleanup();

  await show(<RunDialog {...sit(...problems)} />);
  await screen.findByRole("textbox", { name: "Input" });
  expect(await can("Publish and run")).toBe(free);
});

test.each([
  [[], "No problems", true],
  [[warning], "No problems, 1 warning", true],
  [[error], "1 problem", false],
  [[error, wrong("error", "RFV05"), warning], "2 problems, 1 warning", false],
] as const)("%j is %s in the bar", async (problems, said, free) => {
  await show(<ProblemsBar {...sit(...problems)} open onOpen={() => {}} />);

  expect(screen.getByRole("button", { name: new RegExp(`^${said} ?1 step$`) })).toBeDefined();
  expect(screen.queryByText("This flow can be published.") !== null).toBe(free);
  expect(screen.queryAllByRole("list").flatMap((list) => [...list.children])).toHaveLength(problems.length);
});

test("a step and its field name a warning as one", () => {
  expect(describeStep(flow, "start", catalogue, { problems: [warning, error] })).toContain(
    "1 problem, 1 warning",
  );
  expect(problemsUnder([warning], "steps.start.config")).toEqual([
    { path: "token", message: "Warning: there is no secret warning yet" },
  ]);
});

test.each([
  ["offline", "Offline", "The server cannot be reached"],
  ["failing", "Not saved yet: The server answered 502", "The server answered 502"],
  ["refused", "Not saved: The server answered 502", "The server answered 502"],
] as const)(
  "a draft that is %s says so, and is sent again at the press of a button",
  async (save, said, message) => {
    const { editor, draft, slug } = sit();
    draft.store.setState({ save, refusal: { code: "unknown", message } });
    await show(
      <>
        <HeaderSlot className="" />
        <EditorHeader {...{ slug, editor, draft, step: undefined, onAsk: () => {} }} />
      </>,
    );

    expect((await screen.findByRole("status")).textContent).toBe(said);
    screen.getByRole("button", { name: "Try again" }).click();
    expect(draft.flush).toHaveBeenCalledOnce();
  },
);
