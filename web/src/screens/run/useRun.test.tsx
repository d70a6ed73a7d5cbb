// @vitest-environment jsdom
import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  RunAttemptsDocument,
  RunPageDocument,
  RunRecentDocument,
  RunStepsPageDocument,
} from "../../../generated/graphql.ts";
import { LiveProvider } from "../../app/live.tsx";
import { hashOf } from "../../data/request.ts";
import { keyOf, type StepRow } from "./steps.ts";
import { stepRow } from "./testing.ts";
import { type RunView, useRun } from "./useRun.ts";

const PAGE = 500;
let change: (seq: number) => void = () => undefined;
/** What the server has. */
let stored: {
  steps: StepRow[];
  attempts: { step: string; scope: string; attempt: number }[];
  finishedAt: string | null;
  redriven: { id: string }[];
};
let view: RunView | undefined;

class Socket extends EventTarget {
  readyState = 1;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor() {
    super();
    queueMicrotask(() => this.onopen?.());
  }
  send(text: string) {
    const { type, id } = JSON.parse(text);
    const say = (message: object) => this.onmessage?.({ data: JSON.stringify(message) });
    if (type === "connection_init") queueMicrotask(() => say({ type: "connection_ack" }));
    if (type === "ping") say({ type: "pong" });
    if (type === "subscribe")
      change = (seq) => {
        const changes = { seq: `${seq}`, previous: `${seq - 1}`, runs: ["1"], partial: false };
        say({ type: "next", id, payload: { data: { changes } } });
      };
  }
  close() {}
}

const page = <T,>(all: readonly T[], offset = 0) => ({
  nodes: all.slice(offset, offset + PAGE),
  pageInfo: { hasNextPage: all.length > offset + PAGE },
});
const within = (states: readonly string[], most: number) => ({
  nodes: stored.steps.filter(({ state }) => states.includes(state)).slice(0, most),
});

function answer(documentId: string, offset: number) {
  const { steps, attempts, finishedAt, redriven } = stored;
  const head = { id: "1", finishedAt, redriven: { nodes: redriven } };
  switch (documentId) {
    case hashOf(RunPageDocument):
      return { ...head, cause: within(["failed"], 1), standing: within(["ready"], 50), steps: page(steps) };
    case hashOf(RunStepsPageDocument):
      return { steps: page(steps, offset) };
    case hashOf(RunRecentDocument):
      return {
        ...head,
        live: within(["ready", "running", "sleeping"], 300),
        ended: within(["succeeded", "failed", "skipped", "cancelled"], PAGE),
      };
    case hashOf(RunAttemptsDocument):
      return { timeline: page(attempts, offset) };
  }
}

function Probe() {
  view = useRun("1").view;
  return null;
}

const tried = { step: "s3", scope: "", attempt: 1 };
const many = (count: number, more: Partial<StepRow> = {}) =>
  Array.from({ length: count }, (_, idx) => stepRow(`s${idx}`, idx, more));
const put = (key: string, more: Partial<StepRow>) => {
  stored.steps = stored.steps.map((step) => (keyOf(step) === key ? { ...step, ...more } : step));
};

beforeEach(() => {
  vi.stubGlobal("WebSocket", Object.assign(Socket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }));
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    const { documentId, variables } = JSON.parse(body);
    return Response.json({ data: { changeSeq: "1", run: answer(documentId, variables.offset) } });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test.each<[string, number, () => void, (seen: RunView) => unknown, unknown]>([
  [
    "a try that failed in a long run is drawn while one looks",
    700,
    () => {
      put("s3", { state: "sleeping", failures: 1 });
      stored.attempts = [tried];
    },
    ({ attempts }) => attempts.get("s3")?.length,
    1,
  ],
  [
    "the tries of a long run are whole when it has closed",
    700,
    () => {
      stored.attempts = [{ ...tried, step: "s699" }];
      stored.finishedAt = "2026-01-01T01:00:00Z";
    },
    ({ attempts }) => [...attempts.keys()],
    ["s699"],
  ],
  [
    "steps of a long run that a re-drive put back wait again",
    700,
    () => {
      put("s3", { state: "ready" });
      put("s690", { state: "waiting", finishedAt: null });
      stored.redriven = [{ id: "8" }];
    },
    ({ steps }) => steps.find((step) => step.step === "s690")?.state,
    "waiting",
  ],
  [
    "a short run that grows long is read to its end",
    20,
    () => {
      stored.steps = many(1_200, { state: "waiting" });
    },
    ({ steps, whole }) => [steps.length, whole],
    [1_200, true],
  ],
])("%s", async (_, count, happens, seen, expected) => {
  stored = { steps: many(count), attempts: [], finishedAt: null, redriven: [] };
  render(
    <LiveProvider>
      <Probe />
    </LiveProvider>,
  );
  await waitFor(() => expect([view?.whole, view?.steps.length]).toEqual([true, count]));

  happens();
  change(2);

  await waitFor(() => expect(view && seen(view)).toEqual(expected), { timeout: 3_000 });
});
