import { equalJson } from "../equal.ts";
import { type Edge, type Flow, isObject, type Json } from "./document.ts";
import { printEdge } from "./edges.ts";
import type { Path } from "./path.ts";

/** One place that differs. A side without the value has no such key. */
export interface FieldChange {
  readonly path: Path;
  readonly before?: Json;
  readonly after?: Json;
}

export interface StepChange {
  readonly key: string;
  readonly fields: readonly FieldChange[];
}

/** How the graph of `after` differs from that of `before`. Layout and order do not count. */
export interface FlowDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly StepChange[];
  readonly edgesAdded: readonly Edge[];
  readonly edgesRemoved: readonly Edge[];
  /** Changes outside steps and edges: name, input, title … */
  readonly fields: readonly FieldChange[];
}

export function diffFlows(before: Flow, after: Flow): FlowDiff {
  const oldEdges = new Set(before.edges.map(printEdge));
  const newEdges = new Set(after.edges.map(printEdge));
  return {
    added: Object.keys(after.steps).filter((key) => !Object.hasOwn(before.steps, key)),
    removed: Object.keys(before.steps).filter((key) => !Object.hasOwn(after.steps, key)),
    changed: Object.entries(after.steps).flatMap(([key, step]) => {
      const old = Object.hasOwn(before.steps, key) ? before.steps[key] : undefined;
      if (old === undefined || old === step) return [];
      const fields = diffValues(old, step);
      return fields.length > 0 ? [{ key, fields }] : [];
    }),
    edgesAdded: after.edges.filter((edge) => !oldEdges.has(printEdge(edge))),
    edgesRemoved: before.edges.filter((edge) => !newEdges.has(printEdge(edge))),
    fields: diffValues(fieldsOf(before), fieldsOf(after)),
  };
}

export function isEmptyDiff(diff: FlowDiff): boolean {
  return Object.values(diff).every((part: readonly unknown[]) => part.length === 0);
}

/** The smallest places inside two values that differ. Objects are looked into, lists are compared as a whole. */
export function diffValues(
  before: Json | undefined,
  after: Json | undefined,
  path: Path = [],
): FieldChange[] {
  return changes(before, after, path, isObject);
}

/** The same with lists looked into as well, item by item: for people who read what became of a value. */
export function diffDeep(before: Json | undefined, after: Json | undefined): FieldChange[] {
  return changes(before, after, [], isTree);
}

function changes(
  before: Json | undefined,
  after: Json | undefined,
  path: Path,
  isOpen: (value: Json | undefined) => boolean,
): FieldChange[] {
  if (before === after) return [];
  if (isOpen(before) && isOpen(after) && Array.isArray(before) === Array.isArray(after)) {
    const [old, fresh] = [new Map(entries(before)), new Map(entries(after))];
    const keys = new Set([...old.keys(), ...fresh.keys()]);
    return [...keys].flatMap((key) => changes(old.get(key), fresh.get(key), [...path, key], isOpen));
  }
  if (equalJson(before, after)) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

const entries = (value: Json | undefined): [string, Json][] =>
  Array.isArray(value) || isObject(value) ? Object.entries(value) : [];

const isTree = (value: Json | undefined) => Array.isArray(value) || isObject(value);

/** What a flow says besides its steps, edges and layout. */
export function fieldsOf(flow: Flow): { readonly [key: string]: Json } {
  return { name: flow.name, ...(flow.input === undefined ? {} : { input: flow.input }), ...flow.rest };
}
