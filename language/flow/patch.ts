/**
 * The one language of change: the editor, the critic, the agent and `mutate_run` speak it.
 *
 * Promise: applying a patch and then its inverse gives back an equal document, the order of steps and edges included.
 * A patch applies wholly or not at all. `at` is the place in the document's order; the engine ignores it.
 */

import {
  type Edge,
  type Flow,
  type Group,
  isObject,
  type Json,
  type JsonObject,
  type Note,
  type Place,
  type Step,
} from "./document.ts";
import { parseEdge, printEdge } from "./edges.ts";
import { getAt, insert, omit, type Path, positionOf, setAt } from "./path.ts";

type GraphOperation =
  | { readonly op: "add_step"; readonly step: string; readonly value: Step; readonly at?: number }
  | { readonly op: "remove_step"; readonly step: string }
  /** Sets the value at `path` inside the step; without `value` removes it. */
  | {
      readonly op: "set_step";
      readonly step: string;
      readonly path: Path;
      readonly value?: Json;
      readonly at?: number;
    }
  | { readonly op: "add_edge"; readonly edge: string; readonly at?: number }
  | { readonly op: "remove_edge"; readonly edge: string };

/** The document around the graph: name, input schema, title. Not for runs. */
export type FlowOperation = {
  readonly op: "set_flow";
  readonly path: Path;
  readonly value?: Json;
  readonly at?: number;
};

/** What only people see. Never sent to a run, never a new version. Without a value the entry is removed. */
export type LayoutOperation =
  | { readonly op: "set_place"; readonly id: string; readonly value?: Place; readonly at?: number }
  | { readonly op: "set_group"; readonly id: string; readonly value?: Group; readonly at?: number }
  | { readonly op: "set_note"; readonly id: string; readonly value?: Note; readonly at?: number };

export type Operation = GraphOperation | FlowOperation | LayoutOperation;
export type Patch = readonly Operation[];

export type Applied =
  | { readonly ok: true; readonly flow: Flow; readonly inverse: Patch }
  | { readonly ok: false; readonly message: string; readonly operation: Operation };

export function applyPatch(flow: Flow, patch: Patch): Applied {
  let current = flow;
  const inverse: Operation[] = [];
  for (const operation of patch) {
    const result = applyOne(current, operation);
    if (typeof result === "string") return { ok: false, message: result, operation };
    current = result.flow;
    inverse.unshift(result.inverse);
  }
  return { ok: true, flow: current, inverse };
}

/** The steps that a patch is about, each once, in its order. */
export function stepsTouched(patch: Patch): string[] {
  const keys = patch.flatMap((operation) => {
    if ("step" in operation) return [operation.step];
    if (operation.op === "set_place") return [operation.id];
    const edge = "edge" in operation ? parseEdge(operation.edge) : undefined;
    return edge ? [edge.from, edge.to] : [];
  });
  return [...new Set(keys)];
}

interface Done {
  readonly flow: Flow;
  readonly inverse: Operation;
}

function applyOne(flow: Flow, operation: Operation): Done | string {
  switch (operation.op) {
    case "add_step":
      return addStep(flow, operation);
    case "remove_step":
      return removeStep(flow, operation.step);
    case "set_step":
      return setStep(flow, operation);
    case "add_edge":
      return addEdge(flow, operation);
    case "remove_edge":
      return removeEdge(flow, operation.edge);
    case "set_flow":
      return setFlow(flow, operation);
    case "set_place":
    case "set_group":
    case "set_note":
      return setLayout(flow, operation);
  }
}

function addStep(flow: Flow, { step, value, at }: Extract<Operation, { op: "add_step" }>): Done | string {
  if (Object.hasOwn(flow.steps, step)) return `There is a step ${step} already.`;
  const steps = insert(flow.steps, step, value, at);
  return { flow: { ...flow, steps }, inverse: { op: "remove_step", step } };
}

function removeStep(flow: Flow, step: string): Done | string {
  const value = Object.hasOwn(flow.steps, step) ? flow.steps[step] : undefined;
  if (!value) return `There is no step ${step}.`;
  const inverse: Operation = { op: "add_step", step, value, at: positionOf(flow.steps, step) };
  return { flow: { ...flow, steps: omit(flow.steps, step) }, inverse };
}

function setStep(
  flow: Flow,
  { step, path, value, at }: Extract<Operation, { op: "set_step" }>,
): Done | string {
  const before = Object.hasOwn(flow.steps, step) ? flow.steps[step] : undefined;
  if (!before) return `There is no step ${step}.`;
  const after = path.length === 0 ? value : setAt(before, path, value, at);
  if (!isStep(after)) return `Step ${step} would name no node.`;
  const steps = { ...flow.steps, [step]: after };
  return { flow: { ...flow, steps }, inverse: { op: "set_step", step, ...undoSet(before, path) } };
}

function addEdge(flow: Flow, operation: Extract<Operation, { op: "add_edge" }>): Done | string {
  const edge = parseEdge(operation.edge);
  if (!edge) return `"${operation.edge}" is not an edge.`;
  const text = printEdge(edge);
  if (indexOf(flow.edges, text) >= 0) return `There is an edge ${text} already.`;
  const edges = flow.edges.toSpliced(operation.at ?? flow.edges.length, 0, edge);
  return { flow: { ...flow, edges }, inverse: { op: "remove_edge", edge: text } };
}

function removeEdge(flow: Flow, text: string): Done | string {
  const edge = parseEdge(text);
  const at = edge ? indexOf(flow.edges, printEdge(edge)) : -1;
  if (!edge || at < 0) return `There is no edge ${text}.`;
  const inverse: Operation = { op: "add_edge", edge: printEdge(edge), at };
  return { flow: { ...flow, edges: flow.edges.toSpliced(at, 1) }, inverse };
}

function setFlow(flow: Flow, { path, value, at }: FlowOperation): Done | string {
  const [field, ...inside] = path;
  if (field === undefined) return "The place in the flow is missing.";
  if (field === "name") {
    if (inside.length > 0 || typeof value !== "string") return "The name of a flow is a text.";
    return { flow: { ...flow, name: value }, inverse: { op: "set_flow", path, value: flow.name } };
  }
  if (["reflux", "steps", "edges", "layout"].includes(field)) return `${field} is not set as a whole.`;
  const before: JsonObject = flow.input === undefined ? flow.rest : { input: flow.input, ...flow.rest };
  const inverse: Operation = { op: "set_flow", ...undoSet(field === "input" ? before : flow.rest, path) };
  if (field !== "input") return { flow: { ...flow, rest: setAt(flow.rest, path, value, at) }, inverse };
  const { input, ...rest } = setAt(before, path, value);
  const { input: _, ...others } = flow;
  return { flow: { ...others, ...(input === undefined ? {} : { input }), rest }, inverse };
}

function setLayout(flow: Flow, operation: LayoutOperation): Done {
  const { id, at } = operation;
  const { layout } = flow;
  switch (operation.op) {
    case "set_place": {
      const steps = setEntry(layout.steps, id, operation.value, at);
      return {
        flow: { ...flow, layout: { ...layout, steps } },
        inverse: { op: "set_place", id, ...entry(layout.steps, id) },
      };
    }
    case "set_group": {
      const groups = setEntry(layout.groups, id, operation.value, at);
      return {
        flow: { ...flow, layout: { ...layout, groups } },
        inverse: { op: "set_group", id, ...entry(layout.groups, id) },
      };
    }
    case "set_note": {
      const notes = setEntry(layout.notes, id, operation.value, at);
      return {
        flow: { ...flow, layout: { ...layout, notes } },
        inverse: { op: "set_note", id, ...entry(layout.notes, id) },
      };
    }
  }
}

/** What puts back a value: set at the first place on the way that the change made or replaced. */
function undoSet(before: JsonObject, path: Path): { path: Path; value?: Json; at?: number } {
  let container: Json = before;
  for (const [index, key] of path.entries()) {
    const last = index === path.length - 1;
    const value: Json | undefined =
      isObject(container) && Object.hasOwn(container, key) ? container[key] : undefined;
    if (value === undefined) return { path: path.slice(0, index + 1) };
    if (last || !isObject(value)) {
      const at = positionOf(isObject(container) ? container : {}, key);
      return { path: path.slice(0, index + 1), value, at };
    }
    container = value;
  }
  return { path, value: getAt(before, path) ?? before };
}

function entry<T>(record: Readonly<Record<string, T>>, id: string): { value?: T; at?: number } {
  const value = Object.hasOwn(record, id) ? record[id] : undefined;
  return value === undefined ? {} : { value, at: positionOf(record, id) };
}

function setEntry<T>(
  record: Readonly<Record<string, T>>,
  id: string,
  value: T | undefined,
  at: number | undefined,
): Readonly<Record<string, T>> {
  return value === undefined ? omit(record, id) : insert(record, id, value, at);
}

function indexOf(edges: readonly Edge[], text: string): number {
  return edges.findIndex((edge) => printEdge(edge) === text);
}

function isStep(value: Json | undefined): value is Step {
  return isObject(value) && typeof value["node"] === "string";
}
