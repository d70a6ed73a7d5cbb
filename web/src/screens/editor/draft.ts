/**
 * The draft of one flow, saved while it is written. One request at a time; each names the revision it builds on, so that
 * nobody's work is overwritten unseen.
 *
 * Promise: `saved` is what the server has under `revision`. Whatever was typed is on the screen, and either there too, or
 * the state says why not.
 */
import { createStore } from "zustand/vanilla";
import { equalJson } from "#language/equal.ts";
import type { Flow } from "#language/flow/document.ts";
import type { Conflict, Side } from "#language/flow/merge.ts";
import type { Problem as FlowProblem } from "#language/flow/problem.ts";
import { writeFlow } from "#language/flow/read.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { editRefusal } from "../../canvas/state/may-edit.ts";
import { backoff } from "../../data/backoff.ts";
import { isRefusal, toProblem } from "../../data/problem.ts";
import type { Problem } from "../../ui/problem.ts";

/** Texts that are no value yet, by their place: `steps.ask.config.body`, or `source`. */
export type Texts = Readonly<Record<string, string>>;

/** What was written: the flow, the YAML it is read from, and what is not finished. */
export interface Written {
  readonly flow: Flow;
  readonly source: string;
  readonly unfinished: Texts;
}

/** Which state of the draft there is, and who made it. */
export interface Stand {
  readonly revision: number;
  readonly author: string | undefined;
  readonly version: number | undefined;
}

/** What the server holds: a draft, or without one (revision 0) what is published. */
export interface Held extends Stand {
  readonly flow: Flow;
  readonly source: string | undefined;
  readonly unfinished: Texts;
  readonly published: Flow | undefined;
}

export interface DraftServer {
  readonly read: () => Promise<Held>;
  readonly peek: () => Promise<Stand>;
  readonly save: (
    written: Written,
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
  readonly save: "saved" | "unsaved" | "saving" | "offline" | "failing" | "behind" | "conflict" | "refused";
  readonly revision: number;
  readonly published: Flow | undefined;
  readonly version: number | undefined;
  readonly source: string | undefined;
  readonly unfinished: Texts;
  /** Who saved last, where it was somebody else and is not on the screen yet. */
  readonly ahead: string | undefined;
  /** What the server finds wrong with what was saved. */
  readonly problems: readonly FlowProblem[];
  readonly refusal: Problem | undefined;
  readonly clash: Clash | undefined;
}

export type Draft = ReturnType<typeof createDraft>;

const pause = 600;
/** A long text takes a while to be read, and nobody waits for it between two keys. */
const readingPause = 150;
const longText = 50_000;
/** Wanted only when two people were at it. */
const merging = async () => import("#language/flow/merge.ts");
/** The reader of YAML. */
const printing = async () => import("#language/flow/text.ts");

export function createDraft(editor: Editor, held: Held, server: DraftServer, onMerged: (by: string) => void) {
  const store = createStore<DraftState>(() => ({
    save: "saved",
    revision: held.revision,
    published: held.published,
    version: held.version,
    source: held.source,
    unfinished: held.unfinished,
    ahead: undefined,
    problems: [],
    refusal: undefined,
    clash: undefined,
  }));
  const { getState, setState } = store;
  const flow = () => editor.store.getState().flow;
  const mayEdit = () => editRefusal(editor.store.getState()) === undefined;
  const here = () => ({ flow: flow(), source: getState().source, unfinished: getState().unfinished });
  type Here = ReturnType<typeof here>;
  let saved: Here = here();
  let typed: { readonly text: string; readonly take: (text: string) => void } | undefined;
  let readingTimer: ReturnType<typeof setTimeout> | undefined;
  const isSaved = (what: Here = here()) =>
    typed === undefined &&
    what.flow === saved.flow &&
    what.source === saved.source &&
    what.unfinished === saved.unfinished;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | undefined;
  let failures = 0;
  let printer: Awaited<ReturnType<typeof printing>> | undefined;
  const configOf = (node: string) => editor.catalogue.find(node)?.config;

  function schedule(wait: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), wait);
  }

  function changed(): void {
    if (!mayEdit() || isSaved()) return;
    if (getState().save !== "conflict") setState({ save: "unsaved", refusal: undefined });
    schedule(pause);
  }

  /** Reads now what is typed and not read yet. */
  function read(): void {
    clearTimeout(readingTimer);
    const last = typed;
    typed = undefined;
    last?.take(last.text);
  }

  /** Saves now what is not saved yet. Resolves when there is nothing left to do, or when it cannot be done. */
  async function flush(): Promise<void> {
    clearTimeout(timer);
    read();
    // Of several that wait for a slow one only the first goes on: two at once would build on the same revision.
    while (underWay) await underWay;
    if (getState().save === "conflict") return;
    if (isSaved()) {
      // What was typed came to what there was.
      if (getState().save === "unsaved") setState({ save: "saved" });
      return;
    }
    underWay = save().finally(() => {
      underWay = undefined;
    });
    await underWay;
  }

  async function save(): Promise<void> {
    setState({ save: "saving" });
    try {
      // Not awaited when it is there: what is sent on the way out has no time to wait.
      const { printFlow } = (printer ??= await printing());
      const sent = here();
      // Half a text waits for its other half; a long one is brought up when it is looked at, not at each pause.
      const waits = sent.unfinished["source"] !== undefined || (sent.source?.length ?? 0) > longText;
      const kept = waits ? sent.source : undefined;
      const source = kept ?? printFlow(sent.flow, "yaml", sent.source, configOf);
      const unfinished = textsIn(sent.flow, sent.unfinished);
      const { revision, problems } = await server.save(
        { flow: sent.flow, source, unfinished },
        getState().revision,
      );
      saved = { ...sent, source };
      failures = 0;
      if (getState().source === sent.source) setState({ source });
      const done = isSaved();
      setState({ revision, problems, refusal: undefined, save: done ? "saved" : "unsaved" });
      if (!done) schedule(pause);
    } catch (error) {
      await failed(error);
    }
  }

  async function failed(error: unknown): Promise<void> {
    const problem = toProblem(error);
    if (problem.code === "RFC02") return await meet().catch(failed);
    if (isRefusal(problem)) return setState({ save: "refused", refusal: problem });
    failures += 1;
    setState({ save: problem.code === "offline" ? "offline" : "failing", refusal: problem });
    schedule(backoff(failures));
  }

  /** Somebody else was here. What does not clash is brought together at once; for the rest a person is asked. */
  async function meet(): Promise<void> {
    const theirs = await server.read();
    setState({ save: "behind", ahead: theirs.author });
    await settle(theirs);
  }

  /** Without anything chosen, a clash is asked about first. */
  async function settle(theirs: Held, chosen?: ReadonlyMap<string, Side>): Promise<void> {
    const { choices, mergeFlows } = await merging();
    read();
    const mine = here();
    const { flow: whole, conflicts } = mergeFlows(
      saved.flow,
      mine.flow,
      theirs.flow,
      choices(chosen ?? new Map()),
    );
    if (!chosen && conflicts.length > 0) return setState({ save: "conflict", clash: { theirs, conflicts } });
    const news = theirs.revision !== getState().revision || !sameDocument(theirs.flow, saved.flow);
    if (mayEdit()) editor.replace(whole, "Merge changes");
    else editor.load(theirs.flow);
    const { revision, published, version } = theirs;
    const source = mine.source === saved.source ? theirs.source : mine.source;
    const unfinished = mergeTexts(saved.unfinished, mine.unfinished, theirs.unfinished);
    setState({ clash: undefined, refusal: undefined, revision, published, version, source, unfinished });
    // Whatever is theirs alone is saved already; saving it again would be news to them.
    const done =
      sameDocument(flow(), theirs.flow) &&
      source === theirs.source &&
      equalJson(unfinished, theirs.unfinished);
    saved = done ? here() : theirs;
    setState({ save: done ? "saved" : "unsaved" });
    if (news && mayEdit()) onMerged(theirs.author ?? "somebody");
    if (!done) schedule(0);
  }

  /** A step that was renamed takes along what is unfinished in it. */
  function follow(before: Flow): void {
    const [gone, ...others] = Object.keys(before.steps).filter((key) => !Object.hasOwn(flow().steps, key));
    const [come, ...more] = Object.keys(flow().steps).filter((key) => !Object.hasOwn(before.steps, key));
    if (gone === undefined || come === undefined || others.length + more.length > 0) return;
    const { unfinished } = getState();
    const prefix = `steps.${gone}.`;
    if (!Object.keys(unfinished).some((place) => place.startsWith(prefix))) return;
    const moved = Object.entries(unfinished).map(([place, text]) => [
      place.startsWith(prefix) ? `steps.${come}.${place.slice(prefix.length)}` : place,
      text,
    ]);
    setState({ unfinished: Object.fromEntries(moved) });
  }

  return {
    store,
    flush,
    read,
    unread: () => typed?.text,
    /** A text that is taken once its writing pauses, or before that when it is wanted. It counts as written at once. */
    readLater(text: string, take: (text: string) => void): void {
      if (!mayEdit()) return;
      typed = { text, take };
      clearTimeout(readingTimer);
      readingTimer = setTimeout(read, readingPause);
      changed();
    },
    /** Takes what was decided about each clash. */
    async resolve(chosen: ReadonlyMap<string, Side>): Promise<void> {
      const { clash } = getState();
      if (clash) await settle(clash.theirs, chosen);
    },
    configOf,
    /** What is typed at a place and no value; without a text it has become one. */
    keep(place: string, text: string | undefined): void {
      const { [place]: before, ...rest } = getState().unfinished;
      if (!mayEdit() || before === text) return;
      setState({ unfinished: text === undefined ? rest : { ...rest, [place]: text } });
      changed();
    },
    /** The YAML that says what the flow is now, as it was typed. */
    write(source: string): void {
      if (!mayEdit()) return;
      setState({ source });
      changed();
    },
    /** Somebody else may have saved meanwhile. */
    async look(): Promise<void> {
      const idle = () => !underWay && ["saved", "behind"].includes(getState().save);
      const there = idle() && (await server.peek().catch(() => false as const));
      const { revision, version } = getState();
      if (!there || !idle() || (there.revision === revision && there.version === version)) return;
      setState({ save: "behind", ahead: there.author });
      underWay = meet()
        .catch((error: unknown) => setState({ refusal: toProblem(error) }))
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
      setState({ revision: 0, published: saved.flow, version, problems: [] });
      return version;
    },
    /** Back to what is published. */
    async discard(): Promise<void> {
      clearTimeout(timer);
      typed = undefined;
      await underWay;
      await server.discard(getState().revision);
      const { flow: published, revision, version, source, unfinished } = await server.read();
      setState({ revision, published, version, source, unfinished, problems: [], refusal: undefined });
      editor.load(published);
      saved = here();
      clearTimeout(timer);
      setState({ save: "saved" });
    },
    /** Begins to listen. The function it gives saves what is left, and ends it. */
    start(): () => void {
      const stop = editor.store.subscribe((state, before) => {
        if (state.flow === before.flow) return;
        follow(before.flow);
        changed();
      });
      return () => {
        stop();
        void flush();
      };
    },
  };
}

/** Without those of steps that are gone: undo brings a step back, and its texts. */
export function textsIn(flow: Flow, texts: Texts): Texts {
  const there = Object.entries(texts).filter(([place]) => {
    const step = /^steps\.(\w+)\./.exec(place)?.[1];
    return step === undefined || Object.hasOwn(flow.steps, step);
  });
  return Object.fromEntries(there);
}

/** Whoever changed a text has it; where both did, mine stays in sight. */
function mergeTexts(base: Texts, mine: Texts, theirs: Texts): Texts {
  const places = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const merged = [...places].map(
    (place) => [place, (mine[place] === base[place] ? theirs : mine)[place]] as const,
  );
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const sameDocument = (a: Flow, b: Flow) => equalJson(writeFlow(a), writeFlow(b));
