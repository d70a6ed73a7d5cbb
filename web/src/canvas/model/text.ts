import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { equalJson } from "#language/equal.ts";
import { exactNumbers, reviveNumbers } from "#language/yaml.ts";
import { codes } from "./codes.ts";
import { type Flow, isObject, type Json, type JsonObject } from "./model.ts";
import { type Parsed, readFlow, writeFlow } from "./parse.ts";

export type Format = "json" | "yaml";

/** From the text of a flow file. YAML is a superset of JSON, so one reader serves both. */
export function parseFlow(text: string, fallbackName?: string): Parsed {
  const document = parseDocument(text, {
    prettyErrors: true,
    uniqueKeys: true,
    customTags: exactNumbers,
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      path: "",
      code: codes.malformed,
      message: error.message.split("\n")[0] ?? "cannot be read",
      severity: "error" as const,
    }));
    return { problems };
  }
  // Bounded, so that a file of aliases to aliases cannot fill the memory.
  const value: unknown = document.toJS({ maxAliasCount: 100, reviver: reviveNumbers });
  return readFlow(value, fallbackName);
}

export function formatOf(text: string): Format {
  return text.trimStart().startsWith("{") ? "json" : "yaml";
}

/**
 * The text of a flow. With the text it came from, YAML keeps its comments, order and style: only what changed is
 * written anew.
 */
export function printFlow(flow: Flow, format: Format, before?: string): string {
  const value = writeFlow(flow);
  if (format === "json") return `${JSON.stringify(value, null, 2)}\n`;
  const known =
    before === undefined || formatOf(before) === "json"
      ? undefined
      : parseDocument(before, { customTags: exactNumbers });
  if (known && known.errors.length === 0 && isMap(known.contents)) {
    return update(known, known.contents, value) || before === undefined ? known.toString(style) : before;
  }
  const document = new Document(value, { aliasDuplicateObjects: false, customTags: exactNumbers });
  compact(document.contents);
  return document.toString(style);
}

/** Where the value at a path stands in the text, to put a problem's mark beside it. */
export function locate(text: string, path: readonly string[]): readonly [number, number] | undefined {
  const document = parseDocument(text);
  for (let length = path.length; length > 0; length -= 1) {
    const keys = path.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node: unknown = document.getIn(keys, true);
    if (isRanged(node)) return [node.range[0], node.range[1]];
  }
  return undefined;
}

const style = { lineWidth: 100, flowCollectionPadding: true } as const;

/** Brings a map up to a value and says whether it changed anything. */
function update(document: Document.Parsed, map: YAMLMap, value: JsonObject): boolean {
  const obsolete = map.items.map(({ key }) => keyText(key)).filter((key) => !Object.hasOwn(value, key));
  for (const key of obsolete) map.delete(key);
  let changed = obsolete.length > 0;
  for (const [key, item] of Object.entries(value)) {
    const old: unknown = map.get(key, true);
    if (isNode(old) && equalJson(toJson(document, old), item)) continue;
    changed = true;
    if (isMap(old) && isObject(item)) update(document, old, item);
    else if (isSeq(old) && Array.isArray(item)) updateList(document, old, item);
    else if (isScalar(old) && !isContainer(item)) old.value = item;
    else map.set(key, fresh(document, item));
  }
  return changed;
}

/** Items that stay keep their nodes, and so their comments; a list is short, so looking for each is fine. */
function updateList(document: Document.Parsed, list: YAMLSeq, value: readonly Json[]): void {
  const rest = list.items.map((node) => ({ node, value: toJson(document, node) }));
  list.items = value.map((item) => {
    const index = rest.findIndex((candidate) => equalJson(candidate.value, item));
    const [kept] = index < 0 ? [] : rest.splice(index, 1);
    return kept?.node ?? fresh(document, item);
  });
}

function fresh(document: Document.Parsed, value: Json): Node {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  compact(node);
  return node;
}

/** Small flat objects read best on one line: `{ x: 0, y: 40 }`. */
function compact(node: unknown): void {
  if (isSeq(node)) for (const item of node.items) compact(item);
  if (!isMap(node)) return;
  const flat = node.items.every(({ value }) => isScalar(value) && String(value.value).length <= 24);
  const numbers = node.items.some(({ value }) => isScalar(value) && typeof value.value === "number");
  if (flat && numbers && node.items.length > 0) node.flow = true;
  else for (const { value } of node.items) compact(value);
}

/** Aliases are followed, so an unchanged alias stays one. */
function toJson(document: Document.Parsed, node: unknown): Json | undefined {
  if (!isNode(node)) return undefined;
  const value: Json = node.toJS(document, { maxAliasCount: 100, reviver: reviveNumbers });
  return value;
}

function keyText(key: unknown): string {
  return key instanceof Scalar ? String(key.value) : String(key);
}

function isContainer(value: Json): boolean {
  return Array.isArray(value) || isObject(value);
}

function isRanged(node: unknown): node is ParsedNode {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
