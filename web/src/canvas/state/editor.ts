/**
 * The editor's state: one flow, its history, what is selected, what is asked of the person.
 *
 * Promise: the flow changes only through `apply`, `replace`, `undo`, `redo` and `load`, so that every change, by hand or
 * by machine, is a patch that can be undone, sent and shown. Places and problems follow from the flow.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Catalogue, GrowingCatalogue, NodeType } from "#language/flow/catalogue.ts";
import type { validate } from "#language/flow/check/index.ts";
import type { CheckSource } from "#language/flow/check/texts.ts";
import type { Edge, Flow } from "#language/flow/document.ts";
import { applyPatch } from "#language/flow/patch.ts";
import { patchBetween } from "#language/flow/patch-between.ts";
import { type Problem, problemsByStep } from "#language/flow/problem.ts";
import { topology } from "#language/flow/topology.ts";
import type { Arranger } from "../arrange/arranger.ts";
import type { Places, Point } from "../arrange/geometry.ts";
import { arrangeRequest, knownPlaces, placeMissing } from "../arrange/request.ts";
import { tidy } from "../edit/commands/place.ts";
import type { Edit } from "../edit/edit.ts";
import {
  backTo,
  emptyHistory,
  type History,
  type Mark,
  mark,
  record,
  redo,
  squash,
  undo,
} from "../edit/history.ts";
import { ground } from "./ground.ts";
import { editRefusal } from "./may-edit.ts";
import { nothing, type Selection, selected, stillThere } from "./selection.ts";

export interface EditorState {
  readonly flow: Flow;
  readonly history: History;
  readonly places: Places;
  readonly problems: readonly Problem[];
  readonly problemsOf: ReadonlyMap<string, readonly Problem[]>;
  readonly selection: Selection;
  /** The step that keys act on: where the arrow keys stand. */
  readonly cursor: string | undefined;
  readonly prompt: Prompt | undefined;
  /** The note that was added here just now, to be written in. One that comes otherwise takes no keys. */
  readonly begun: string | undefined;
  readonly minimap: boolean;
  readonly outline: boolean;
  /** Why nothing may be edited, where that is so: see `editRefusal`. */
  readonly readOnly: string | undefined;
  /** Said politely to screen readers, and shown nowhere else. */
  readonly announcement: string;
  /** True while a flow without a layout gets its first one: until then there is nothing worth seeing. */
  readonly settling: boolean;
  /** Rises when the canvas should show the whole flow again. */
  readonly fits: number;
}

/** A question to the person, shown over the canvas. */
export type Prompt =
  | {
      readonly ask: "add";
      readonly after?: { readonly step: string; readonly port: string };
      readonly onEdge?: Edge;
      readonly at?: Point;
    }
  | { readonly ask: "connect"; readonly from: string; readonly port: string }
  | { readonly ask: "rename"; readonly step: string }
  | { readonly ask: "find" };

type Validate = typeof validate;

/** Where nodes are asked for that the catalogue does not know. */
export interface NodeSource {
  /** Those named, each with its newest version. */
  readonly named: (names: readonly string[]) => Promise<readonly NodeType[]>;
  /** Those with these words; `more` when not all that fit are given. */
  readonly search: (
    words: string,
  ) => Promise<{ readonly types: readonly NodeType[]; readonly more: boolean }>;
}

export interface EditorOptions {
  readonly flow: Flow;
  readonly catalogue: GrowingCatalogue;
  /** Left out: there are no nodes but those of the catalogue. */
  readonly nodes?: NodeSource;
  readonly arranger?: Arranger;
  readonly readOnly?: string | undefined;
  readonly checkSyntax?: CheckSource;
  /** What checks the flow. Left out, it is loaded when the first flow is there: it is larger than all the rest of this. */
  readonly validate?: Validate;
  /** When to check the flow after a change; at once in tests. */
  readonly later?: (task: () => void) => void;
}

/** Smaller flows are seen whole, so a map of them says nothing new. */
const mapFrom = 15;

export type Editor = ReturnType<typeof createEditor>;

export function createEditor(options: EditorOptions) {
  const { catalogue, nodes, arranger, checkSyntax, later = debounced(120) } = options;
  let { validate } = options;
  const first = validate?.(options.flow, catalogue, checkSyntax) ?? [];
  const store: StoreApi<EditorState> = createStore<EditorState>(() => ({
    flow: options.flow,
    history: emptyHistory(),
    places: placeMissing(options.flow, knownPlaces(options.flow), catalogue),
    problems: first,
    problemsOf: problemsByStep(first),
    selection: nothing,
    cursor: undefined,
    prompt: undefined,
    begun: undefined,
    minimap: Object.keys(options.flow.steps).length > mapFrom,
    outline: false,
    readOnly: options.readOnly,
    announcement: "",
    fits: 0,
    settling: false,
  }));
  const { getState, setState } = store;

  /** The one way for a flow to become another. */
  function become(flow: Flow, history: History, { select, write }: Partial<Edit> = {}): void {
    const { places, selection, cursor } = getState();
    const chosen = select ? selected({ steps: select }) : selection;
    const kept = stillThere(chosen, flow);
    const [only] = kept.steps;
    const stands = cursor !== undefined && Object.hasOwn(flow.steps, cursor);
    setState({
      flow,
      history,
      begun: write,
      places: followPlaces(flow, places, catalogue),
      selection: kept,
      // Keys always act on something: where the step under the cursor went, the first one takes its place.
      cursor:
        select && only !== undefined
          ? only
          : stands || cursor === undefined
            ? cursor
            : topology(flow).order[0],
    });
    later(check);
  }

  const asked = new Set<string>();

  /** What came in by a paste, a text or a merge may name nodes that were not asked for yet: they are not wrong until then. */
  function check(): void {
    const names = Object.values(getState().flow.steps).map(({ node }) => node);
    const unknown = [...new Set(names)].filter((name) => !asked.has(name) && !catalogue.find(name));
    if (!nodes || unknown.length === 0) return judge();
    for (const name of unknown) asked.add(name);
    void nodes
      .named(unknown)
      .then(
        (types) => {
          catalogue.learn(types);
          setState(({ flow, places }) => ({ places: followPlaces(flow, places, catalogue) }));
        },
        () => unknown.forEach((name) => asked.delete(name)),
      )
      .then(judge);
  }

  function judge(): void {
    const { flow, problems } = getState();
    const found = validate?.(flow, catalogue, checkSyntax) ?? [];
    if (JSON.stringify(found) !== JSON.stringify(problems)) {
      setState({ problems: found, problemsOf: problemsByStep(found) });
    }
  }

  if (!validate) {
    void import("#language/flow/check/index.ts").then((loaded) => {
      validate = loaded.validate;
      check();
    });
  }

  /** Applies an edit and remembers it. Edits with one gesture are one undo. False when it does not apply. */
  function apply(edit: Edit, gesture?: string): boolean {
    const { flow, history, places } = getState();
    const refusal = editRefusal(getState());
    if (refusal !== undefined) announce(refusal);
    if (refusal !== undefined || edit.patch.length === 0) return false;
    const result = applyPatch(ground(flow, edit.patch, places), edit.patch);
    if (!result.ok) {
      announce(`${edit.label} was not possible. ${result.message}`);
      return false;
    }
    const entry = { label: edit.label, forward: edit.patch, inverse: result.inverse };
    become(result.flow, record(history, gesture === undefined ? entry : { ...entry, gesture }), edit);
    announce(edit.label);
    return true;
  }

  function step(move: typeof undo, verb: string): void {
    const { flow, history } = getState();
    const refusal = editRefusal(getState());
    if (refusal !== undefined) return announce(refusal);
    const done = move(flow, history);
    if (!done) return announce(`Nothing to ${verb.toLowerCase()}.`);
    // What a person looks at stays; only where it is gone the eye is led to what changed.
    const { cursor } = getState();
    const gone = cursor !== undefined && !Object.hasOwn(done.flow.steps, cursor);
    const changed = done.steps.find((key) => Object.hasOwn(done.flow.steps, key));
    become(done.flow, done.history, gone && changed !== undefined ? { select: [changed] } : {});
    announce(`${verb}: ${done.label}`);
  }

  /** Arranges all steps that are not fixed. What changed meanwhile wins: the answer is then thrown away. */
  async function tidyUp(signal?: AbortSignal): Promise<void> {
    const { flow } = getState();
    if (!arranger) return;
    const places = new Map(await arranger.arrange(arrangeRequest(flow, catalogue), signal));
    const now = getState();
    if (now.flow.steps !== flow.steps || now.flow.edges !== flow.edges) return;
    if (!apply(tidy(now.flow, places))) announce("Everything is tidy already.");
  }

  /** Arranges a flow that has no layout yet. Nobody did anything, so there is nothing to undo. */
  async function settle(signal?: AbortSignal): Promise<void> {
    const { flow } = getState();
    if (!arranger || Object.keys(flow.layout.steps).length > 0) return;
    setState({ settling: true });
    try {
      const places = new Map(await arranger.arrange(arrangeRequest(flow, catalogue), signal));
      if (getState().flow.steps === flow.steps) setState(({ fits }) => ({ places, fits: fits + 1 }));
    } finally {
      setState({ settling: false });
    }
  }

  function announce(text: string): void {
    // A repeated message is said again only if the text differs.
    setState(({ announcement }) => ({ announcement: announcement === text ? `${text}\u00a0` : text }));
  }

  function select(selection: Selection, cursor?: string): void {
    const [only] = selection.steps;
    setState({ selection, cursor: cursor ?? only });
  }

  return {
    store,
    catalogue,
    nodes,
    apply,
    undo: () => step(undo, "Undo"),
    redo: () => step(redo, "Redo"),
    tidyUp,
    settle,
    announce,
    select,
    check,
    /** Takes over a document edited as text, a restored version, or a merge, as one undoable change. */
    replace: (flow: Flow, label: string, gesture?: string) =>
      apply({ label, patch: patchBetween(getState().flow, flow) }, gesture),
    /** Begins anew with a flow from the server. */
    load(flow: Flow) {
      setState({ places: knownPlaces(flow) });
      become(flow, emptyHistory());
      check();
    },
    mark: (): Mark => mark(getState().history),
    squash: (since: Mark, label: string) =>
      setState(({ history }) => ({ history: squash(history, since, label) })),
    backTo(since: Mark) {
      const { flow, history } = getState();
      const back = backTo(flow, history, since);
      become(back.flow, back.history);
    },
    /** All questions but where a step is lead to an edit. */
    ask(prompt: Prompt | undefined) {
      const refusal = prompt && prompt.ask !== "find" ? editRefusal(getState()) : undefined;
      if (refusal === undefined) setState({ prompt });
      else announce(refusal);
    },
    toggle: (part: "minimap" | "outline") => setState((state) => ({ [part]: !state[part] })),
  };
}

/** Steps that the layout names stand there; others stay where they were, or get a place. */
function followPlaces(flow: Flow, before: Places, catalogue: Catalogue): Places {
  const stay = [...before].filter(([key]) => Object.hasOwn(flow.steps, key));
  return placeMissing(flow, new Map([...stay, ...knownPlaces(flow)]), catalogue);
}

function debounced(milliseconds: number): (task: () => void) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (task) => {
    clearTimeout(timer);
    timer = setTimeout(task, milliseconds);
  };
}
