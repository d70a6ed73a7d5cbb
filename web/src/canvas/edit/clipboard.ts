import type { Catalogue } from "#language/flow/catalogue.ts";
import {
  type Edge,
  type Flow,
  formatVersion,
  isObject,
  type Json,
  type Step,
  stepOf,
} from "#language/flow/document.ts";
import { parseEdge, printEdge } from "#language/flow/edges.ts";
import { isKey, toKey, uniqueName } from "#language/flow/names.ts";
import type { Operation } from "#language/flow/patch.ts";
import { omit } from "#language/flow/path.ts";
import { followSources, renameReferences } from "#language/flow/references.ts";
import { sourcesOf } from "#language/flow/topology.ts";
import { parseJson } from "#language/json.ts";
import {
  type Box,
  bounds,
  grid,
  overlaps,
  type Places,
  type Point,
  snap,
  stepSize,
} from "../arrange/geometry.ts";
import { addEdges } from "./commands/connect.ts";
import { type Edit, theStep } from "./edit.ts";
import { withholdSecrets } from "./secrets.ts";

/** What travels between flows, browsers and chats: plain JSON, readable, without samples and without secrets. */
export interface Clip {
  readonly reflux: typeof formatVersion;
  readonly steps: readonly { readonly key: string; readonly step: Step; readonly at: Point }[];
  readonly edges: readonly string[];
}

export interface Copied {
  readonly clip: Clip;
  /** Places of values that looked like secrets and were left out. */
  readonly withheld: readonly string[];
}

/** Copies steps and the edges between them. */
export function copy(flow: Flow, keys: readonly string[], places: Places, catalogue: Catalogue): Copied {
  const chosen = new Set(keys);
  const withheld: string[] = [];
  const steps = keys.flatMap((key) => {
    const step = stepOf(flow, key);
    if (!step) return [];
    const before = sourcesOf(flow, key);
    const after = before.filter((source) => chosen.has(source));
    const safe = withholdSecrets(followSources(withoutPin(step), before, after), catalogue.find(step.node));
    withheld.push(...safe.withheld.map((path) => `${key}.${path}`));
    return [{ key, step: safe.step, at: snap(places.get(key) ?? { x: 0, y: 0 }) }];
  });
  const edges = flow.edges.filter((edge) => chosen.has(edge.from) && chosen.has(edge.to)).map(printEdge);
  return { clip: { reflux: formatVersion, steps, edges }, withheld };
}

/** Reads pasted text: a clip, or a whole flow document. Undefined when it is neither. */
export function readClip(text: string): Clip | undefined {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value["reflux"] !== formatVersion) return undefined;
  const list = value["steps"];
  const steps = Array.isArray(list)
    ? list.flatMap(readItem)
    : isObject(list)
      ? Object.entries(list).flatMap(readEntry)
      : [];
  const edges = Array.isArray(value["edges"])
    ? value["edges"].filter((edge) => typeof edge === "string")
    : [];
  return steps.length === 0 ? undefined : { reflux: formatVersion, steps, edges };
}

/**
 * Adds a clip to a flow: keys made unique, edges and expressions following them, moved as one to where there is
 * room. Secrets are refused here as well, for the clip may come from anywhere.
 */
export function paste(
  flow: Flow,
  clip: Clip,
  where: Point | undefined,
  places: Places,
  catalogue: Catalogue,
): Edit & { withheld: string[] } {
  const names = new Map<string, string>();
  const taken = new Set(Object.keys(flow.steps));
  for (const { key } of clip.steps) {
    const name = uniqueName(isKey(key) ? key : toKey(key), (candidate) => taken.has(candidate));
    taken.add(name);
    names.set(key, name);
  }
  const offset = offsetFor(clip, where, places);
  const renamed = (step: Step, sources: readonly string[]) =>
    followSources(
      renameReferences(step, names),
      sources,
      sources.map((source) => names.get(source) ?? source),
      names,
    );
  const withheld: string[] = [];
  const patch = clip.steps.flatMap(({ key, step, at }): Operation[] => {
    const id = names.get(key) ?? key;
    const safe = withholdSecrets(step, catalogue.find(step.node));
    withheld.push(...safe.withheld.map((path) => `${id}.${path}`));
    return [
      { op: "add_step", step: id, value: renamed(safe.step, sourcesIn(clip.edges, key)) },
      { op: "set_place", id, value: snap({ x: at.x + offset.x, y: at.y + offset.y }) },
    ];
  });
  const edges = clip.edges.flatMap((text) => renamedEdge(text, names) ?? []);
  const pasted = [...names.values()];
  const joined = addEdges(flow, edges).filter((operation) => operation.op === "add_edge");
  return { label: `Paste ${theStep(pasted)}`, patch: [...patch, ...joined], select: pasted, withheld };
}

/** A copy beside the original, in one step and without leaving the flow: samples and secrets stay. */
export function duplicate(flow: Flow, keys: readonly string[], places: Places): Edit {
  const known = keys.filter((key) => stepOf(flow, key));
  const taken = new Set(Object.keys(flow.steps));
  const names = new Map<string, string>();
  for (const key of known) {
    const name = uniqueName(key, (candidate) => taken.has(candidate));
    taken.add(name);
    names.set(key, name);
  }
  const patch = known.flatMap((key): Operation[] => {
    const id = names.get(key) ?? key;
    const { x, y } = places.get(key) ?? { x: 0, y: 0 };
    const before = sourcesOf(flow, key);
    const after = before.flatMap((source) => names.get(source) ?? []);
    const followed = followSources(stepOf(flow, key) ?? { node: "" }, before, after, names);
    return [
      { op: "add_step", step: id, value: renameReferences(followed, names) },
      { op: "set_place", id, value: snap({ x: x + grid * 2, y: y + grid * 6 }) },
    ];
  });
  const inner = flow.edges.filter((edge) => names.has(edge.from) && names.has(edge.to));
  const edges = inner.flatMap((edge) => renamedEdge(printEdge(edge), names) ?? []);
  const joined = edges.map((edge): Operation => ({ op: "add_edge", edge: printEdge(edge) }));
  return { label: `Duplicate ${theStep(known)}`, patch: [...patch, ...joined], select: [...names.values()] };
}

/** The steps just before one, as the edges of a clip say. */
function sourcesIn(edges: readonly string[], step: string): readonly string[] {
  return [
    ...new Set(
      edges.flatMap((text) => parseEdge(text) ?? []).flatMap(({ from, to }) => (to === step ? from : [])),
    ),
  ];
}

function renamedEdge(text: string, names: ReadonlyMap<string, string>): Edge | undefined {
  const edge = parseEdge(text);
  const from = edge && names.get(edge.from);
  const to = edge && names.get(edge.to);
  return edge && from !== undefined && to !== undefined ? { from, port: edge.port, to } : undefined;
}

function offsetFor(clip: Clip, where: Point | undefined, places: Places): Point {
  const box = bounds(clip.steps.map(({ at }) => ({ ...at, ...stepSize(1) }))) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  };
  if (where) return { x: where.x - box.x - box.width / 2, y: where.y - box.y - box.height / 2 };
  const taken = [...places.values()].map((place): Box => ({ ...place, ...stepSize(1) }));
  const lies = ({ x, y }: Point) =>
    clip.steps.some(({ at }) => {
      const box = { x: at.x + x, y: at.y + y, ...stepSize(1) };
      return taken.some((other) => overlaps(box, other, grid));
    });
  // Where it was copied from if there is room, as in another flow; else below, clear of everything.
  let offset: Point = { x: 0, y: 0 };
  while (lies(offset)) offset = { x: grid * 2, y: offset.y + grid * 2 };
  return offset;
}

function readItem(item: Json): Clip["steps"][number][] {
  if (!isObject(item) || typeof item["key"] !== "string") return [];
  const { key, step, at } = item;
  return typeof key === "string" && isStep(step) ? [{ key, step: withoutPin(step), at: readPoint(at) }] : [];
}

function readEntry([key, step]: [string, Json], index: number): Clip["steps"][number][] {
  return isStep(step) ? [{ key, step: withoutPin(step), at: { x: index * 320, y: 0 } }] : [];
}

function readPoint(value: Json | undefined): Point {
  const { x, y } = isObject(value) ? value : { x: 0, y: 0 };
  return { x: typeof x === "number" ? x : 0, y: typeof y === "number" ? y : 0 };
}

function withoutPin(step: Step): Step {
  return { ...omit(step, "pin"), node: step.node };
}

function isStep(value: Json | undefined): value is Step {
  return isObject(value) && typeof value["node"] === "string" && value["node"] !== "";
}
