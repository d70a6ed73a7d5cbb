/**
 * The draft of one flow, saved while it is written. One request at a time; each names the revision it builds on, so that
 * nobody's work is overwritten unseen.
 *
 * Promise: `saved` is what the server has under `revision`. Whatever was typed is on the screen, and either there too, or
 * the state says why not.
 */
import { createStore } from "zustand/vanilla";
import type { Conflict, Side } from "../../canvas/model/merge.ts";
import type { Flow } from "../../canvas/model/model.ts";
import type { Problem as FlowProblem } from "../../canvas/model/problem.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { backoff } from "../../data/backoff.ts";
import { toProblem } from "../../data/problem.ts";
import type { Problem } from "../../ui/feedback/problem.ts";

/** What the server holds: a draft, or without one (revision 0) what is published. */
export interface Held {
  readonly flow: Flow;
  readonly revision: number;
  readonly author: string | undefined;
  readonly published: Flow | undefined;
  readonly version: number | undefined;
}

export interface DraftServer {
  readonly read: () => Promise<Held>;
  readonly save: (
    flow: Flow,
    revision: number,
  ) => Promise<{ readonly revision: number; readonly problems: readonly FlowProblem[] }>;
  readonly publish: (revision: number, note: string) => Promise<number>;
  readonly discard: (revision: number) => Promise<void>;
}

export interface Clash {
  readonly theirs: Held;
  readonly conflicts: readonly Conflict[];
}

export interface DraftState {
  readonly save: "saved" | "unsaved" | "saving" | "offline" | "conflict" | "refused";
  readonly revision: number;
  readonly published: Flow | undefined;
  readonly version: number | undefined;
  /** What the server finds wrong with what was saved. */
  readonly problems: readonly FlowProblem[];
  readonly refusal: Problem | undefined;
  readonly clash: Clash | undefined;
}

export type Draft = ReturnType<typeof createDraft>;

const pause = 600;
/** Wanted only when two people were at it. */
const merging = async () => import("../../canvas/model/merge.ts");

export function createDraft(editor: Editor, held: Held, server: DraftServer, onMerged: (by: string) => void) {
  const store = createStore<DraftState>(() => ({
    save: "saved",
    revision: held.revision,
    published: held.published,
    version: held.version,
    problems: [],
    refusal: undefined,
    clash: undefined,
  }));
  const { getState, setState } = store;
  const flow = () => editor.store.getState().flow;
  let saved = held.flow;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | undefined;
  let failures = 0;

  function schedule(wait: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), wait);
  }

  function changed(): void {
    if (flow() === saved) return;
    if (getState().save !== "conflict") setState({ save: "unsaved", refusal: undefined });
    schedule(pause);
  }

  /** Saves now what is not saved yet. Resolves when there is nothing left to do, or when it cannot be done. */
  async function flush(): Promise<void> {
    clearTimeout(timer);
    // Of several that wait for a slow one only the first goes on: two at once would build on the same revision.
    while (underWay) await underWay;
    if (flow() === saved || getState().save === "conflict") return;
    underWay = save().finally(() => {
      underWay = undefined;
    });
    await underWay;
  }

  async function save(): Promise<void> {
    const sent = flow();
    setState({ save: "saving" });
    try {
      const { revision, problems } = await server.save(sent, getState().revision);
      saved = sent;
      failures = 0;
      const done = flow() === sent;
      setState({ revision, problems, refusal: undefined, save: done ? "saved" : "unsaved" });
      if (!done) schedule(pause);
    } catch (error) {
      await failed(error);
    }
  }

  async function failed(error: unknown): Promise<void> {
    const problem = toProblem(error);
    if (problem.code === "RFC02") return await meet();
    if (problem.code === "offline") {
      failures += 1;
      setState({ save: "offline" });
      schedule(backoff(failures));
      return;
    }
    setState({ save: "refused", refusal: problem });
  }

  /** Somebody else was here. What does not clash is brought together at once; for the rest a person is asked. */
  async function meet(): Promise<void> {
    try {
      const theirs = await server.read();
      const { mergeFlows } = await merging();
      const { conflicts } = mergeFlows(saved, flow(), theirs.flow);
      if (conflicts.length > 0) setState({ save: "conflict", clash: { theirs, conflicts } });
      else await settle(theirs, new Map());
    } catch (error) {
      await failed(error);
    }
  }

  async function settle(theirs: Held, chosen: ReadonlyMap<string, Side>): Promise<void> {
    const { choices, mergeFlows } = await merging();
    editor.replace(mergeFlows(saved, flow(), theirs.flow, choices(chosen)).flow, "Merge changes");
    saved = theirs.flow;
    const { revision, published, version } = theirs;
    setState({ save: "unsaved", clash: undefined, revision, published, version });
    onMerged(theirs.author ?? "somebody");
    schedule(0);
  }

  return {
    store,
    flush,
    /** Takes what was decided about each clash. */
    async resolve(chosen: ReadonlyMap<string, Side>): Promise<void> {
      const { clash } = getState();
      if (clash) await settle(clash.theirs, chosen);
    },
    /** Another tab may have saved while this one was not looked at. */
    async look(): Promise<void> {
      if (underWay || getState().save !== "saved") return;
      const theirs = await server.read().catch(() => undefined);
      if (underWay || !theirs || getState().save !== "saved" || theirs.revision === getState().revision)
        return;
      // What is typed meanwhile is saved on top of it. If it does not come to it, the next look does.
      underWay = settle(theirs, new Map())
        .catch(() => {})
        .finally(() => {
          underWay = undefined;
        });
      await underWay;
    },
    /** Publishes what is on the screen; gives the new version's number. */
    async publish(note: string): Promise<number> {
      await flush();
      const { save: state, revision, refusal } = getState();
      if (state !== "saved") throw new Error(refusal?.message ?? "The draft is not saved yet.");
      const version = await server.publish(revision, note);
      setState({ revision: 0, published: saved, version, problems: [] });
      return version;
    },
    /** Back to what is published. */
    async discard(): Promise<void> {
      clearTimeout(timer);
      await underWay;
      await server.discard(getState().revision);
      const { published } = getState();
      if (!published) return;
      saved = published;
      editor.load(published);
      clearTimeout(timer);
      setState({ save: "saved", revision: 0, problems: [], refusal: undefined });
    },
    /** Begins to listen. The function it gives saves what is left, and ends it. */
    start(): () => void {
      const stop = editor.store.subscribe((state, before) => state.flow !== before.flow && changed());
      return () => {
        stop();
        void flush();
      };
    },
  };
}
