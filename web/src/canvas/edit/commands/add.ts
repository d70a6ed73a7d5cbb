import { type Catalogue, isTrigger, legalPorts, portsOf } from "#language/flow/catalogue.ts";
import {
  defaultPort,
  type Edge,
  errorPort,
  type Flow,
  isObject,
  type JsonObject,
  type Step,
} from "#language/flow/document.ts";
import { keyForNode } from "#language/flow/names.ts";
import type { Operation, Patch } from "#language/flow/patch.ts";
import {
  freePlace,
  gapAcross,
  type Places,
  type Point,
  stepSize,
  stepWidth,
} from "../../arrange/geometry.ts";
import type { Edit } from "../edit.ts";
import { followInput } from "../follow-input.ts";
import { addEdges, replaceEdges } from "./connect.ts";

export interface Where {
  /** Behind this step, by this port. */
  readonly after?: { readonly step: string; readonly port: string };
  /** In the middle of this edge. */
  readonly onEdge?: Edge;
  /** At this place; without one, beside what it follows. */
  readonly at?: Point;
}

/** Adds a step of a node type and joins it to where it was asked for. */
export function addStep(flow: Flow, node: string, where: Where, places: Places, catalogue: Catalogue): Edit {
  const type = catalogue.find(node);
  const config = defaultsOf(type?.config);
  const value: Step = { node, ...(Object.keys(config).length > 0 ? { config } : {}) };
  const key = keyForNode(node, flow.steps);
  const source = where.onEdge ? { step: where.onEdge.from, port: where.onEdge.port } : where.after;
  const joins = isTrigger(type) ? [] : joinOperations(flow, key, value, where, catalogue);
  const place = placeFor(where, source?.step, stepSize(portsOf(value, type).length), places);
  const patch: Patch = [
    { op: "add_step", step: key, value },
    { op: "set_place", id: key, value: place },
    ...joins,
  ];
  return followInput(flow, { label: `Add ${type?.title ?? node}`, patch, select: [key] });
}

/** Puts a step that is there already into the middle of an edge. */
export function insertOnEdge(flow: Flow, key: string, edge: Edge, catalogue: Catalogue): Edit {
  const step = flow.steps[key];
  const patch = step ? joinOperations(flow, key, step, { onEdge: edge }, catalogue) : [];
  return followInput(flow, {
    label: `Insert ${key} between ${edge.from} and ${edge.to}`,
    patch,
    select: [key],
  });
}

function joinOperations(
  flow: Flow,
  key: string,
  step: Step,
  where: Where,
  catalogue: Catalogue,
): Operation[] {
  const { after, onEdge } = where;
  if (onEdge) {
    const [out = defaultPort] = legalPorts(step, catalogue.find(step.node)).filter(
      (port) => port !== errorPort,
    );
    const edges = [
      { from: onEdge.from, port: onEdge.port, to: key },
      { from: key, port: out, to: onEdge.to },
    ];
    return replaceEdges(flow, [onEdge], edges);
  }
  return after ? addEdges(flow, [{ from: after.step, port: after.port, to: key }]) : [];
}

function placeFor(
  where: Where,
  source: string | undefined,
  size: ReturnType<typeof stepSize>,
  places: Places,
): Point {
  const before = source === undefined ? undefined : places.get(source);
  const wanted = where.at ?? (before ? { x: before.x + stepWidth + gapAcross, y: before.y } : lowest(places));
  const taken = [...places.values()].map((place) => ({ ...place, ...stepSize(1) }));
  return freePlace({ ...wanted, ...size }, taken);
}

function lowest(places: Places): Point {
  const all = [...places.values()];
  if (all.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...all.map(({ x }) => x)), y: Math.max(...all.map(({ y }) => y)) + 96 };
}

/** Required fields that have a default are written down, so that the author sees what will happen. */
function defaultsOf(schema: unknown): JsonObject {
  if (!isObject(schema) || !isObject(schema["properties"]) || !Array.isArray(schema["required"])) return {};
  const properties = schema["properties"];
  const entries = schema["required"].flatMap((name) => {
    const property = typeof name === "string" ? properties[name] : undefined;
    const value = isObject(property) ? property["default"] : undefined;
    return typeof name === "string" && value !== undefined ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}
