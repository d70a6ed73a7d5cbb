import { equalJson } from "../equal.ts";
import { fieldsOf } from "./diff.ts";
import {
  type Edge,
  type Flow,
  type Group,
  isObject,
  type Json,
  type JsonObject,
  type Layout,
  type Note,
  type Step,
} from "./document.ts";
import { printEdge } from "./edges.ts";
import { type Path, setAt } from "./path.ts";
import { type Names, renamedFlow, renamesBetween } from "./rename.ts";

export type Side = "mine" | "theirs";

/**
 * Two people changed the same place in different ways. `path` is in the document: `["steps", "a", "config", "url"]`.
 * An absent side removed what the other changed.
 */
export interface Conflict {
  readonly path: Path;
  readonly base?: Json;
  readonly mine?: Json;
  readonly theirs?: Json;
}

export interface Merged {
  readonly flow: Flow;
  readonly conflicts: readonly Conflict[];
}

/**
 * Brings two drafts of one flow together. A step that one side renamed is the same step for the other. What only one side changed is taken from that side; what both changed the
 * same way is taken once; the rest is a conflict, settled by `choose` (mine, unless told otherwise). Edges are a set
 * and cannot conflict by themselves; one whose step is gone in the end goes with it. Layout never conflicts.
 */
export function mergeFlows(
  base: Flow,
  mine: Flow,
  theirs: Flow,
  choose: (path: Path) => Side = () => "mine",
): Merged {
  const [ours, others] = agreedNames(base, mine, theirs);
  const common = new Map([...ours, ...others]);
  return mergeNamed(renamedFlow(base, common), renamedFlow(mine, others), renamedFlow(theirs, ours), choose);
}

/** The renames of either side that do not stand in the way of the other's. */
function agreedNames(base: Flow, mine: Flow, theirs: Flow): readonly [Names, Names] {
  const [ours, others] = [renamesBetween(base, mine), renamesBetween(base, theirs)];
  const agreed = (names: Names, side: Flow, other: Names) =>
    new Map(
      [...names].filter(
        ([from, to]) =>
          (other.get(from) ?? to) === to && (other.get(from) === to || !Object.hasOwn(side.steps, to)),
      ),
    );
  return [agreed(ours, theirs, others), agreed(others, mine, ours)];
}

function mergeNamed(base: Flow, mine: Flow, theirs: Flow, choose: (path: Path) => Side): Merged {
  const conflicts: Conflict[] = [];
  const settle: Settle = (conflict) => {
    conflicts.push(conflict);
    return choose(conflict.path);
  };
  const fields = mergeObjects(fieldsOf(base), fieldsOf(mine), fieldsOf(theirs), [], settle);
  const steps = mergeObjects(base.steps, mine.steps, theirs.steps, ["steps"], settle);
  const { name, input, ...rest } = fields;
  const kept = Object.fromEntries(
    Object.entries(steps).filter((entry): entry is [string, Step] => isStep(entry[1])),
  );
  const flow: Flow = {
    name: typeof name === "string" ? name : mine.name,
    ...(input === undefined ? {} : { input }),
    steps: kept,
    edges: mergeEdges(base.edges, mine.edges, theirs.edges, removedFrom(base, mine, theirs, kept)),
    layout: mergeLayout(base.layout, mine.layout, theirs.layout),
    rest,
  };
  return { flow, conflicts };
}

/** Choices by place, as the merge screen keeps them, as the function `mergeFlows` asks. */
export function choices(chosen: ReadonlyMap<string, Side>): (path: Path) => Side {
  return (path) => chosen.get(path.join("/")) ?? "mine";
}

type Settle = (conflict: Conflict) => Side;

function mergeObjects(
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
  path: Path,
  settle: Settle,
): JsonObject {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...keys].reduce<JsonObject>((result, key) => {
    const [b, m, t] = [own(base, key), own(mine, key), own(theirs, key)];
    const value = mergeValues(b, m, t, [...path, key], settle);
    return value === undefined ? result : setAt(result, [key], value);
  }, {});
}

function mergeValues(
  base: Json | undefined,
  mine: Json | undefined,
  theirs: Json | undefined,
  path: Path,
  settle: Settle,
): Json | undefined {
  if (equalJson(mine, theirs) || equalJson(base, theirs)) return mine;
  if (equalJson(base, mine)) return theirs;
  if (
    isObject(mine) &&
    isObject(theirs) &&
    (isObject(base) || base === undefined) &&
    !isNewStep(base, path)
  ) {
    return mergeObjects(isObject(base) ? base : {}, mine, theirs, path, settle);
  }
  const side = settle({
    path,
    ...(base === undefined ? {} : { base }),
    ...(mine === undefined ? {} : { mine }),
    ...(theirs === undefined ? {} : { theirs }),
  });
  return side === "mine" ? mine : theirs;
}

/** Two steps that were both added under one key are two steps, not two edits of one. */
function isNewStep(base: Json | undefined, path: Path): boolean {
  return base === undefined && path[0] === "steps" && path.length === 2;
}

function mergeEdges(
  base: readonly Edge[],
  mine: readonly Edge[],
  theirs: readonly Edge[],
  gone: ReadonlySet<string>,
): Edge[] {
  const before = new Set(base.map(printEdge));
  const ours = new Set(mine.map(printEdge));
  const others = new Set(theirs.map(printEdge));
  const kept = mine.filter((edge) => others.has(printEdge(edge)) || !before.has(printEdge(edge)));
  const added = theirs.filter((edge) => !before.has(printEdge(edge)) && !ours.has(printEdge(edge)));
  return [...kept, ...added].filter((edge) => !gone.has(edge.from) && !gone.has(edge.to));
}

/** Steps that one of the three knew and the result does not. */
function removedFrom(base: Flow, mine: Flow, theirs: Flow, kept: Flow["steps"]): Set<string> {
  const known = [base, mine, theirs].flatMap((flow) => Object.keys(flow.steps));
  return new Set(known.filter((key) => !Object.hasOwn(kept, key)));
}

function mergeLayout(base: Layout, mine: Layout, theirs: Layout): Layout {
  return {
    steps: mergeEntries(base.steps, mine.steps, theirs.steps),
    groups: mergeEntries(base.groups, mine.groups, theirs.groups, mergeGroup),
    notes: mergeEntries(base.notes, mine.notes, theirs.notes, mergeNote),
  };
}

/** Whoever changed an entry wins; when both did, `both` says what becomes of it. */
function mergeEntries<T extends object>(
  base: Readonly<Record<string, T>>,
  mine: Readonly<Record<string, T>>,
  theirs: Readonly<Record<string, T>>,
  both: (base: T, mine: T, theirs: T) => T = (_base, ours) => ours,
): Readonly<Record<string, T>> {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const entries = [...keys].flatMap((key) => {
    const [b, m, t] = [base[key], mine[key], theirs[key]];
    const value = same(b, m) ? t : same(b, t) || !b || !m || !t ? m : both(b, m, t);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

/** Title and members are two things, and members a set. */
function mergeGroup(base: Group, mine: Group, theirs: Group): Group {
  const stay = mine.steps.filter((key) => theirs.steps.includes(key) || !base.steps.includes(key));
  const added = theirs.steps.filter((key) => ![...base.steps, ...mine.steps].includes(key));
  const { collapsed } = mine.collapsed === base.collapsed ? theirs : mine;
  const title = mine.title === base.title ? theirs.title : mine.title;
  return { title, steps: [...stay, ...added], ...(collapsed === undefined ? {} : { collapsed }) };
}

/** What it says and where it stands are two things. */
function mergeNote(base: Note, mine: Note, theirs: Note): Note {
  const area = ({ x, y, w, h }: Note) => ({ x, y, w, h });
  const text = mine.text === base.text ? theirs.text : mine.text;
  return { ...(same(area(base), area(mine)) ? theirs : mine), text };
}

/** A jsonb keeps no order of keys. */
function same(a: object | undefined, b: object | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && equalJson({ ...a }, { ...b }));
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isStep(value: Json): value is Step {
  return isObject(value) && typeof value["node"] === "string";
}
