import { codes } from "./codes.ts";
import {
  type Edge,
  emptyLayout,
  type Flow,
  formatVersion,
  type Group,
  isObject,
  type Json,
  type JsonObject,
  type Layout,
  type Note,
  type Place,
  type Step,
} from "./document.ts";
import { parseEdge, printEdge } from "./edges.ts";
import { isKey } from "./names.ts";
import { printPath } from "./path.ts";
import type { Problem } from "./problem.ts";

export interface Parsed {
  /** Absent when the document has not the shape of a flow. */
  readonly flow?: Flow;
  readonly problems: readonly Problem[];
}

const held = new Set(["reflux", "name", "input", "steps", "edges", "layout"]);

/** From a parsed JSON or YAML value to a flow. All problems of shape are listed, each with its place. */
export function readFlow(value: unknown, fallbackName = "untitled"): Parsed {
  if (!isObject(value)) {
    return {
      problems: [
        malformed(
          [],
          "a flow is an object with reflux, name, steps and edges",
          "Begin with `reflux: 1`, `name`, `steps`, `edges`.",
        ),
      ],
    };
  }
  const problems: Problem[] = [];
  if (value["reflux"] !== formatVersion) {
    const hint = `Write \`reflux: ${formatVersion}\` at the top.`;
    problems.push(malformed(["reflux"], `must be ${formatVersion}, the version of the flow format`, hint));
  }
  const steps = readSteps(value["steps"], problems);
  const twice: Problem[] = [];
  const edges = readEdges(value["edges"], problems, twice);
  if (problems.length > 0) return { problems };

  const input = value["input"];
  const flow: Flow = {
    name: typeof value["name"] === "string" ? value["name"] : fallbackName,
    ...(input === undefined ? {} : { input }),
    steps,
    edges,
    layout: readLayout(value["layout"]),
    rest: Object.fromEntries(Object.entries(value).filter(([key]) => !held.has(key))),
  };
  return { flow, problems: twice };
}

/** The document of a flow, in the order a reader wants it. The inverse of `readFlow`. */
export function writeFlow(flow: Flow): JsonObject {
  const layout = writeLayout(flow.layout);
  return {
    reflux: formatVersion,
    name: flow.name,
    ...flow.rest,
    ...(flow.input === undefined ? {} : { input: flow.input }),
    steps: flow.steps,
    edges: flow.edges.map(printEdge),
    ...(Object.keys(layout).length > 0 ? { layout } : {}),
  };
}

function readSteps(value: Json | undefined, problems: Problem[]): Record<string, Step> {
  const steps: Record<string, Step> = {};
  if (value === undefined || value === null) return steps;
  if (!isObject(value)) {
    problems.push(malformed(["steps"], "must be an object of steps by key"));
    return steps;
  }
  for (const [key, step] of Object.entries(value)) {
    const path = ["steps", key];
    if (!isKey(key)) {
      const message = "a step key is letters, digits and _, and starts with no digit";
      const hint = "Expressions name steps as steps.<key>, so the key must be a name.";
      problems.push({ ...malformed(path, message, hint), code: codes.badKey });
    } else if (!isObject(step)) {
      problems.push(malformed(path, "a step is an object with a node", "Write `{ node: transform }`."));
    } else if (!isStep(step)) {
      problems.push(malformed([...path, "node"], "names no node", "Write `node: transform`."));
    } else {
      steps[key] = step;
    }
  }
  return steps;
}

/** Edges are a set: one that stands twice is named and dropped, so that the model never holds a pair. */
function readEdges(value: Json | undefined, problems: Problem[], twice: Problem[]): Edge[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.push(malformed(["edges"], "must be a list of edges", "Write `- a -> b`."));
    return [];
  }
  const edges = new Map<string, Edge>();
  for (const [index, item] of value.entries()) {
    const edge = typeof item === "string" ? parseEdge(item) : undefined;
    const path = ["edges", index];
    if (!edge) {
      const hint = "Write a -> b, or a.port -> b.";
      problems.push({ ...malformed(path, "is not an edge", hint), code: codes.badEdge });
    } else if (edges.has(printEdge(edge))) {
      twice.push({
        ...malformed(path, "stands twice", "One is enough."),
        code: codes.badEdge,
        severity: "warning",
      });
    } else {
      edges.set(printEdge(edge), edge);
    }
  }
  return [...edges.values()];
}

/** Layout is a courtesy: what cannot be read is dropped, and the step is placed afresh. */
function readLayout(value: Json | undefined): Layout {
  if (!isObject(value)) return emptyLayout;
  return {
    steps: readRecord(value["steps"], readPlace),
    groups: readRecord(value["groups"], readGroup),
    notes: readRecord(value["notes"], readNote),
  };
}

function writeLayout(layout: Layout): JsonObject {
  const parts = { steps: layout.steps, groups: layout.groups, notes: layout.notes };
  const plain: unknown = Object.fromEntries(
    Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0),
  );
  return isObject(plain) ? plain : {};
}

function readRecord<T>(
  value: Json | undefined,
  read: (item: JsonObject) => T | undefined,
): Record<string, T> {
  const record: Record<string, T> = {};
  for (const [key, item] of Object.entries(isObject(value) ? value : {})) {
    const known = isKey(key) && isObject(item) ? read(item) : undefined;
    if (known !== undefined) record[key] = known;
  }
  return record;
}

function readPlace(value: JsonObject): Place | undefined {
  const { x, y, fixed } = value;
  if (!isNumber(x) || !isNumber(y)) return undefined;
  return { x, y, ...(fixed === true ? { fixed } : {}) };
}

function readGroup(value: JsonObject): Group | undefined {
  const { title, steps, collapsed } = value;
  if (typeof title !== "string" || !Array.isArray(steps)) return undefined;
  const members = steps.filter((step) => typeof step === "string");
  return { title, steps: members, ...(typeof collapsed === "boolean" ? { collapsed } : {}) };
}

function readNote(value: JsonObject): Note | undefined {
  const { text, x, y, w, h } = value;
  if (typeof text !== "string" || !isNumber(x) || !isNumber(y)) return undefined;
  return { text, x, y, w: isNumber(w) ? w : 240, h: isNumber(h) ? h : 96 };
}

function isStep(value: JsonObject): value is Step {
  return typeof value["node"] === "string" && value["node"] !== "";
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function malformed(path: readonly (string | number)[], message: string, hint?: string): Problem {
  const step = path[0] === "steps" && typeof path[1] === "string" ? { step: path[1] } : {};
  return {
    path: printPath(path),
    code: codes.malformed,
    message,
    ...(hint ? { hint } : {}),
    ...step,
    severity: "error",
  };
}
