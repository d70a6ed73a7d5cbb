/**
 * A flow as the YAML that people write. The document decides what a flow is; a text that came with it keeps what only
 * people see: comments, blank lines, the order of keys, quotes. So a text is brought up to a document, not replaced: it
 * stays as it is while it says the same, and a comment goes only with the step that it belongs to.
 */
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { equalJson } from "../equal.ts";
import { isNumeric } from "../exact-number.ts";
import { isObject } from "../is-object.ts";
import { exactNumbers, reviveNumbers } from "../yaml.ts";

type Values = Readonly<Record<string, unknown>>;

export function writeYaml(value: Values, before?: string): string {
  const kept = before === undefined || isJson(before) ? undefined : broughtUp(before, value);
  if (kept !== undefined) return kept;
  const document = new Document(value, { aliasDuplicateObjects: false, ...reading });
  compact(document.contents);
  return document.toString(writing);
}

/** JSON is YAML, but nobody keeps comments in it. */
export function isJson(text: string): boolean {
  return text.trimStart().startsWith("{");
}

/** Undefined where the text cannot become one that says this: it is no YAML, or its aliases stand in the way. */
function broughtUp(text: string, value: Values): string | undefined {
  try {
    const document = parseDocument(text, reading);
    if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
    const plain = toPlain(document);
    if (!isObject(plain)) return text;
    const ordered = { ...value, ...edgesAsWritten(value["edges"], plain["edges"]) };
    if (!update({ document, map: document.contents, plain, depth: 0 }, ordered)) return text;
    const after = document.toString(writing);
    // An alias says what another place says, and that place may have changed.
    const sure = !hasAlias(document) || equalJson(toPlain(parseDocument(after, reading)), ordered);
    return sure ? after : undefined;
  } catch {
    return undefined;
  }
}

/** Edges are a set: those that stay keep their order, and a new one follows the one it came behind. */
function edgesAsWritten(edges: unknown, written: unknown): Values {
  if (!Array.isArray(edges) || !Array.isArray(written)) return {};
  const key = (edge: unknown) => JSON.stringify(edge);
  const known = new Set(written.map(key));
  let leader = "";
  const behind = Map.groupBy(edges, (edge) => {
    const name = key(edge);
    if (known.has(name)) leader = name;
    return leader;
  });
  const stay = [...known].flatMap((name) => behind.get(name) ?? []);
  return { edges: [...(behind.get("") ?? []), ...stay] };
}

function hasAlias(document: Known): boolean {
  let found = false;
  visit(document, { Alias: () => ((found = true), visit.BREAK) });
  return found;
}

const reading = { customTags: exactNumbers } as const;
/** A line is never broken inside a text: that would rewrite what somebody wrote. */
const writing = { lineWidth: 0, flowCollectionPadding: true } as const;

type Known = Document.Parsed;

/** A map, what it says, and how deep it stands: the steps are at 1. */
interface Place<T> {
  readonly document: Known;
  readonly map: T;
  readonly plain: unknown;
  readonly depth: number;
}

/** Brings a map up to a value and says whether it changed anything. */
function update({ document, map, plain, depth }: Place<YAMLMap>, value: Values): boolean {
  const before = isObject(plain) ? { ...plain } : {};
  const added = Object.keys(value).filter((key) => !Object.hasOwn(before, key));
  let obsolete = map.items.filter(({ key }) => !Object.hasOwn(value, keyText(key)));
  let changed = obsolete.length > 0;
  // Another key for the same thing: it stays where it is, with all that was said about it.
  for (const pair of obsolete) {
    const said = before[keyText(pair.key)];
    const alone = added.length === 1 && obsolete.length === 1 && sameNode(said, value[added[0] ?? ""]);
    const to = alone ? added[0] : added.find((key) => equalJson(said, value[key]));
    if (to === undefined || Object.hasOwn(before, to)) continue;
    before[to] = said;
    if (isScalar(pair.key)) pair.key.value = to;
    else pair.key = document.createNode(to);
    obsolete = obsolete.filter((other) => other !== pair);
  }
  for (const pair of obsolete) remove(map, pair, depth);
  const pairs = new Map(map.items.map((pair) => [keyText(pair.key), pair]));
  let previous: Pair | undefined;
  for (const [key, item] of Object.entries(value)) {
    const pair = pairs.get(key);
    if (!pair) {
      const made = document.createPair(key, fresh(document, item));
      map.items.splice(previous ? map.items.indexOf(previous as Pair<Node, Node>) + 1 : 0, 0, made);
      previous = made;
      changed = true;
      continue;
    }
    previous = pair;
    if (isNode(pair.value) && equalJson(before[key], item)) continue;
    pair.value = revise({ document, map: pair.value, plain: before[key], depth: depth + 1 }, item);
    changed = true;
  }
  return changed;
}

/** The node for a value: the same one where it can stay, with its comments. */
function revise({ map: node, ...place }: Place<unknown>, value: unknown): unknown {
  if (isMap(node) && isObject(value)) update({ ...place, map: node }, value);
  else if (isSeq(node) && Array.isArray(value)) updateList({ ...place, map: node }, value);
  else if (isScalar(node) && !Array.isArray(value) && !isObject(value)) node.value = value;
  else {
    const made = fresh(place.document, value);
    const said = place.depth > 2 ? commentsIn(node) : [];
    if (said.length > 0) made.commentBefore = said.join("\n");
    return made;
  }
  return node;
}

/** Items that stay keep their nodes; one that changed in its place is revised there. */
function updateList({ document, map: list, plain, depth }: Place<YAMLSeq>, value: readonly unknown[]): void {
  const says: readonly unknown[] = Array.isArray(plain) ? plain : [];
  const old = list.items.map((map, at) => ({ document, map, plain: says[at], depth: depth + 1 }));
  const free = new Set(old.keys());
  const take = (index: number) => (free.delete(index) ? old[index] : undefined);
  const kept = value.map((item, index) => {
    if (equalJson(says[index], item) && free.has(index)) return take(index);
    return take([...free].find((at) => equalJson(says[at], item)) ?? -1);
  });
  list.items = value.map((item, index) => {
    const stays = kept[index];
    if (stays) return stays.map;
    const inPlace = old.length === value.length || isObject(item) ? take(index) : undefined;
    return inPlace ? revise(inPlace, item) : fresh(document, item);
  });
  const said = depth > 2 ? [...free].flatMap((index) => commentsIn(old[index]?.map)) : [];
  if (said.length > 0) list.comment = join(list.comment, said);
}

/** What was said inside a step outlives the field that it stood at: only with the step it goes. */
function remove(map: YAMLMap, pair: Pair, depth: number): void {
  const index = map.items.indexOf(pair as Pair<Node, Node>);
  const said = depth > 1 ? [...commentsIn(pair.key), ...commentsIn(pair.value)] : [];
  map.items.splice(index, 1);
  if (said.length === 0) return;
  const next = map.items[index]?.key;
  if (isNode(next))
    next.commentBefore = join(said.join("\n"), next.commentBefore ? [next.commentBefore] : []);
  else map.comment = join(map.comment, said);
}

function commentsIn(node: unknown): readonly string[] {
  const found: string[] = [];
  if (isNode(node))
    visit(node, (_key, inside) => {
      if (!isNode(inside)) return;
      for (const text of [inside.commentBefore, inside.comment]) if (text) found.push(text);
    });
  return found;
}

const join = (first: string | null | undefined, rest: readonly string[]) =>
  [...(first ? [first] : []), ...rest].join("\n");

function sameNode(a: unknown, b: unknown): boolean {
  return isObject(a) && isObject(b) && a["node"] !== undefined && a["node"] === b["node"];
}

function fresh(document: Known, value: unknown): Node {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  compact(node);
  return node;
}

/** Small flat objects read best on one line: `{ x: 0, y: 40 }`. */
function compact(node: unknown): void {
  if (isSeq(node)) for (const item of node.items) compact(item);
  if (!isMap(node)) return;
  const flat = node.items.every(({ value }) => isScalar(value) && String(value.value).length <= 24);
  const numbers = node.items.some(({ value }) => isScalar(value) && isNumeric(value.value));
  if (flat && numbers && node.items.length > 0) node.flow = true;
  else for (const { value } of node.items) compact(value);
}

/** Aliases are followed, but not without end. */
function toPlain(document: Known): unknown {
  return document.toJS({ maxAliasCount: 100, reviver: reviveNumbers });
}

function keyText(key: unknown): string {
  return key instanceof Scalar ? String(key.value) : String(key);
}
