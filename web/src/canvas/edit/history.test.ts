import fc from "fast-check";
import { expect, test } from "vitest";
import type { Flow } from "#language/flow/document.ts";
import { applyPatch } from "#language/flow/patch.ts";
import { patchBetween } from "#language/flow/patch-between.ts";
import { arbitraryFlow } from "#language/flow/testing/arbitrary.ts";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { setField } from "./commands/configure.ts";
import { move } from "./commands/place.ts";
import { backTo, emptyHistory, type History, mark, record, redo, squash, undo } from "./history.ts";

interface State {
  flow: Flow;
  history: History;
}

test("undoing everything leads back to the start, and redoing everything to the end", () => {
  fc.assert(
    fc.property(
      arbitraryFlow(),
      fc.array(fc.tuple(arbitraryFlow(), fc.option(fc.constantFrom("g", "h"))), { maxLength: 6 }),
      (start, stops) => {
        let state: State = { flow: start, history: emptyHistory() };
        for (const [to, gesture] of stops) state = go(state, to, gesture ?? undefined);
        const end = state.flow;

        let back: State | undefined = state;
        for (let next = undo(back.flow, back.history); next; next = undo(back.flow, back.history))
          back = next;
        expect(JSON.stringify(back.flow)).toBe(JSON.stringify(start));

        for (let next = redo(back.flow, back.history); next; next = redo(back.flow, back.history))
          back = next;
        expect(JSON.stringify(back.flow)).toBe(JSON.stringify(end));
      },
    ),
  );
});

test("a word typed letter by letter is one undo and holds only the last value", () => {
  let state: State = { flow: flowOf(orderIntake), history: emptyHistory() };
  for (const url of ["h", "ht", "htt"])
    state = act(state, setField("deliver", ["config", "url"], url).patch, "type url");

  expect(state.history.past).toHaveLength(1);
  expect(state.history.past[0]?.forward).toHaveLength(1);
  expect(undo(state.flow, state.history)?.flow.steps["deliver"]).toMatchObject({
    config: { url: "{{ run.input.callback }}" },
  });
});

test("a new change forgets what could have been redone, and does not join what was undone", () => {
  let state: State = { flow: flowOf(orderIntake), history: emptyHistory() };
  state = act(state, setField("deliver", ["timeout"], "1m").patch, "g");
  state = act(state, setField("deliver", ["timeout"], "2m").patch, "other");
  const undone = undo(state.flow, state.history);
  if (!undone) throw new Error("nothing to undo");

  const after = act(undone, setField("deliver", ["timeout"], "3m").patch, "g");

  expect(after.history.future).toEqual([]);
  expect(after.history.past).toHaveLength(2);
});

test("a machine's turn becomes one undo, an abandoned gesture none", () => {
  let state: State = { flow: flowOf(orderIntake), history: emptyHistory() };
  const start = state.flow;
  const since = mark(state.history);
  state = act(state, setField("deliver", ["timeout"], "1m").patch);
  state = act(state, move(state.flow, new Map([["shape", { x: 16, y: 16 }]])).patch);

  const one = squash(state.history, since, "Agent: be quicker");
  expect(one.past.map(({ label }) => label)).toEqual(["Agent: be quicker"]);
  expect(undo(state.flow, one)?.flow).toEqual(start);
  expect(backTo(state.flow, state.history, since)).toMatchObject({ flow: start, history: { past: [] } });
});

test("history is bounded: the oldest go first", () => {
  let state: State = { flow: flowOf(orderIntake), history: emptyHistory(3) };
  for (let n = 1; n <= 5; n += 1) state = act(state, setField("deliver", ["timeout"], n).patch);

  expect(state.history.past).toHaveLength(3);
  expect(state.history.past[0]?.forward).toMatchObject([{ value: 3 }]);
});

function go(state: State, to: Flow, gesture: string | undefined): State {
  return act(state, patchBetween(state.flow, to), gesture);
}

function act({ flow, history }: State, patch: ReturnType<typeof patchBetween>, gesture?: string): State {
  const done = applyPatch(flow, patch);
  if (!done.ok) throw new Error(done.message);
  const entry = {
    label: "Change",
    forward: patch,
    inverse: done.inverse,
    ...(gesture === undefined ? {} : { gesture }),
  };
  return { flow: done.flow, history: record(history, entry) };
}
