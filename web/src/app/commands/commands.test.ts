import { expect, test, vi } from "vitest";
import { keepWho } from "../../data/who.ts";
import { type Command, commandFor, commands, register, runCommand } from "./registry.ts";
import { ChordMatcher, isPlain, type KeyPress, strokeOf } from "./strokes.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test.each([
  [press("k", { ctrlKey: true }), "Mod+K"],
  [press("K", { ctrlKey: true, shiftKey: true }), "Mod+Shift+K"],
  [press("T", { shiftKey: true }), "Shift+T"],
  [press("t"), "t"],
  [press("?", { shiftKey: true }), "?"],
  [press(" "), "Space"],
  [press("Enter", { shiftKey: true }), "Shift+Enter"],
  [press("ArrowUp", { altKey: true }), "Alt+ArrowUp"],
])("%j is written %s", (event, stroke) => {
  expect(strokeOf(event, "other")).toBe(stroke);
});

test("Command is Mod on a Mac, and Control is itself", () => {
  expect(strokeOf(press("k", { metaKey: true }), "mac")).toBe("Mod+K");
  expect(strokeOf(press("k", { ctrlKey: true }), "mac")).toBe("Control+K");
});

test("plain keys are those that type", () => {
  expect(["t", "?", "Shift+T", "1"].every(isPlain)).toBe(true);
  expect(["Mod+K", "Escape", "Alt+U", "Enter", "Shift+Enter"].some(isPlain)).toBe(false);
});

test("a chord is two strokes within a second, and the second may also stand alone", () => {
  const matcher = new ChordMatcher();
  const begins = (stroke: string) => stroke === "g";
  expect(matcher.press("g", 0, begins)).toEqual(["g"]);
  expect(matcher.press("f", 500, begins)).toEqual(["g f", "f"]);
  expect(matcher.press("g", 1_000, begins)).toEqual(["g"]);
  expect(matcher.press("f", 2_500, begins)).toEqual(["f"]);
});

test("g g f: a second g ends the chord, it does not begin another unseen", () => {
  const matcher = new ChordMatcher();
  const begins = (stroke: string) => stroke === "g";
  matcher.press("g", 0, begins);
  expect(matcher.press("g", 100, begins)).toEqual(["g g", "g"]);
  expect(matcher.press("f", 200, begins)).toEqual(["f"]);
});

test("a screen's commands win over the app's, while it is there", () => {
  const app: Command = {
    kind: "view",
    id: "filter",
    title: "Filter",
    group: "App",
    keys: ["/"],
    run: vi.fn(),
  };
  const screen: Command = { ...app, title: "Filter runs", run: vi.fn() };
  const leaveApp = register([app]);
  const leave = register([screen]);

  expect(commands()).toHaveLength(1);
  runCommand("filter");
  expect(screen.run).toHaveBeenCalledOnce();

  leave();
  expect(commandFor("/")).toBe(app);
  leaveApp();
  expect(commands()).toEqual([]);
});

test("what cannot be done now has no key", () => {
  let running = false;
  const leave = register([
    {
      kind: "view",
      id: "wrap",
      title: "Wrap",
      group: "Run",
      keys: ["w"],
      when: () => running,
      run: () => {},
    },
  ]);
  expect(commandFor("w")).toBeUndefined();
  running = true;
  expect(commandFor("w")?.id).toBe("wrap");
  leave();
});

test("what one's role may not do has no key either, until one comes back as another", () => {
  const pause: Command = {
    kind: "act",
    call: "pause_run",
    values: () => ({ run_id: 7n }),
    id: "pause",
    title: "Pause",
    group: "Run",
    keys: ["Space"],
    run: vi.fn(),
  };
  const leave = register([pause]);

  keepWho({ role: "viewer", actor: "ada", allFlows: true });
  expect(commandFor("Space")).toBeUndefined();
  runCommand("pause");
  expect(pause.run).not.toHaveBeenCalled();

  keepWho({ role: "operator", actor: "ada", allFlows: true });
  expect(commandFor("Space")).toBe(pause);

  keepWho(undefined);
  expect(commandFor("Space")).toBe(pause);
  leave();
});
