/**
 * The flow document as the editor holds it: DESIGN.md section 6, plus `layout`.
 *
 * Promise: a `Flow` is a plain immutable value. Everything in this folder is a pure function over it; nothing
 * here knows of React, of the server or of the clock. A `Flow` has the right *shape*, and may still be wrong
 * (`validate` says how), because a draft is wrong most of the time. What has not even the shape is refused by
 * `parseFlow`, and the caller keeps the last flow that had it.
 */
import { isObject as isJsonObject } from "../is-object.ts";
import type { Json, JsonObject } from "../json.ts";

export type { Json, JsonObject };

/** A step's specification: `stepOptions` by name. Its key is where it stands in `Flow.steps`. */
export interface Step extends JsonObject {
  readonly node: string;
}

/** From one step's output port to another step. Written `a -> b`, or `a.port -> b` when the port is not `out`. */
export interface Edge {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

/** Where a step stands. `fixed` means that tidy leaves it there. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly fixed?: true;
}

export interface Group {
  readonly title: string;
  readonly steps: readonly string[];
  /** Absent: by the size of the flow. */
  readonly collapsed?: boolean;
}

export interface Note {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** What only people see. The engine ignores it, so that moving a step makes no new version. */
export interface Layout {
  readonly steps: Readonly<Record<string, Place>>;
  readonly groups: Readonly<Record<string, Group>>;
  readonly notes: Readonly<Record<string, Note>>;
}

export interface Flow {
  readonly name: string;
  /** JSON Schema of the run's input. */
  readonly input?: Json;
  readonly steps: Readonly<Record<string, Step>>;
  readonly edges: readonly Edge[];
  readonly layout: Layout;
  /** All other top-level keys: title, description, tags, and unknown ones. Those are reported, but never lost. */
  readonly rest: JsonObject;
}

export const formatVersion = 1;
export const defaultPort = "out";
export const errorPort = "error";

export const emptyLayout: Layout = { steps: {}, groups: {}, notes: {} };

export function emptyFlow(name: string): Flow {
  return { name, steps: {}, edges: [], layout: emptyLayout, rest: {} };
}

/** Flows above this show their groups collapsed, unless a person opened them. */
export const manySteps = 300;

export function isCollapsed(flow: Pick<Flow, "steps">, group: Group): boolean {
  return group.collapsed ?? Object.keys(flow.steps).length > manySteps;
}

export function isObject(value: unknown): value is JsonObject {
  return isJsonObject(value);
}

/** The step under this key. Keys come from people, so `flow.steps[key]` alone would also find `constructor`. */
export function stepOf(flow: Pick<Flow, "steps">, key: string): Step | undefined {
  return Object.hasOwn(flow.steps, key) ? flow.steps[key] : undefined;
}

/** The step's config, or an empty one: a step without config and one with `{}` mean the same. */
export function configOf(step: Step): JsonObject {
  return isObject(step["config"]) ? step["config"] : {};
}

export function isDisabled(step: Step): boolean {
  return step["disabled"] === true;
}

/** What stands in for the step when the flow is tried. A published run does not look at it. */
export function pinnedOutput(step: Step | undefined): Json | undefined {
  const pin = step?.["pin"];
  return isObject(pin) && Object.hasOwn(pin, "output") ? pin["output"] : undefined;
}

export function isPinned(step: Step | undefined): boolean {
  return pinnedOutput(step) !== undefined;
}
