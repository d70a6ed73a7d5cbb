import { isObject, type Json, type Step } from "./document.ts";
import { omit } from "./path.ts";
import { eachText, mapTexts, slots } from "./template.ts";
import { endsValue, type Token, tokens } from "./tokens.ts";

/** A path that starts at a name of the expression's own scope: `steps.shape.output.total`. */
export interface Reference {
  readonly root: string;
  /** The names behind the root, as far as they are fixed. */
  readonly path: readonly Segment[];
  readonly from: number;
  /** Where the root itself ends. */
  readonly rootTo: number;
  readonly to: number;
}

export interface Segment {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Names that need backticks to be one. */
const reserved = new Set(["and", "or", "in", "true", "false", "null", "function"]);

/** What stands open: whether names within belong to an item, whether they are a function's own, how many bars came. */
interface Opened {
  readonly inner: boolean;
  readonly parameters?: boolean;
  readonly bars?: number;
}

/**
 * The references of one expression. Inside `items[…]`, `items.(…)`, `items{…}`, `items^(…)` and `|items|{…}|` names
 * belong to an item, not to the scope, and only `$$` leads back to it; so those names are not references.
 */
export function references(expression: string): Reference[] {
  const list = [...tokens(expression)];
  const found: Reference[] = [];
  const opened: Opened[] = [];
  let afterParameters = -1;
  for (const [index, token] of list.entries()) {
    const before = list[index - 1];
    const { inner, bars = 0 } = opened.at(-1) ?? { inner: false };
    if (isOpening(token)) {
      const body = token.value === "{" && afterParameters === index - 1;
      const parameters = before?.kind === "name" && before.value === "function";
      opened.push({ inner: inner || (!body && changesContext(token, before)), parameters });
    } else if (isClosing(token)) {
      if (opened.pop()?.parameters) afterParameters = index;
    } else if (isOperator(token, "|")) {
      // The second bar of three divides what is changed from how.
      if (bars > 0) opened.pop();
      if (bars < 2) opened.push({ inner: true, bars: bars + 1 });
    } else if (isName(token, list[index + 1]) && !reserved.has(token.value)) {
      const root = isOperator(before, ".") ? list[index - 2] : undefined;
      const scope = root?.kind === "variable" && (root.value === "$$" || (root.value === "$" && !inner));
      if (isOperator(before, ".") ? scope : !inner) found.push(reference(token, list, index));
    }
  }
  return found;
}

/** In a path a text in quotes is a name, too. */
function isName(token: Token | undefined, after: Token | undefined): boolean {
  return token?.kind === "name" || (token?.kind === "string" && isOperator(after, "."));
}

type Found = readonly { readonly reference: Reference; readonly path: readonly string[] }[];
const knownReferences = new WeakMap<Step, Found>();

/** Every reference in a step: in its config and in its options alike. Remembered: of a large flow one step changes. */
export function referencesOf(step: Step): Found {
  let found = knownReferences.get(step);
  if (!found) knownReferences.set(step, (found = findReferences(step)));
  return found;
}

function findReferences(step: Step): Found {
  const found: { reference: Reference; path: readonly string[] }[] = [];
  eachText(live(step), (text, path) => {
    for (const slot of slots(text)) {
      for (const reference of references(slot.expression)) found.push({ reference, path });
    }
  });
  return found;
}

/** The keys of the steps that a step reads by name; of several predecessors also as fields of its input. */
export function stepsRead(step: Step, sources: readonly string[] = []): Set<string> {
  const named = referencesOf(step).filter(
    ({ reference: { root, path } }) =>
      root === "steps" || (root === "input" && sources.length > 1 && sources.includes(path[0]?.name ?? "")),
  );
  return new Set(named.map(({ reference }) => reference.path[0]?.name).filter((name) => name !== undefined));
}

/** The step with `steps.old` rewritten to `steps.new` in every expression; the very same step if it has none. */
export function renameReferences(step: Step, rename: ReadonlyMap<string, string>): Step {
  return editStep(step, (reference) => renaming(reference, rename));
}

/**
 * The step with its `input` read as before where its predecessors become others. Of one predecessor `input` is the output,
 * of several an object by their keys: `input.total` becomes `input.price.total` when a second edge comes, and back when it
 * goes. What a predecessor gave that is none any more stands in its `steps.key.output`.
 */
export function followSources(
  step: Step,
  before: readonly string[],
  after: readonly string[],
  rename: ReadonlyMap<string, string> = new Map(),
): Step {
  const [only] = before;
  return editStep(step, ({ root, rootTo, from, path: [key] }) => {
    if (root !== "input" || only === undefined) return undefined;
    if (before.length === 1) {
      const name = rename.get(only) ?? only;
      return after.length > 1 && after.includes(name)
        ? { from: rootTo, to: rootTo, insert: `.${quoteName(name)}` }
        : undefined;
    }
    if (!key || !before.includes(key.name)) return undefined;
    const name = rename.get(key.name) ?? key.name;
    if (!after.includes(name)) return { from, to: key.to, insert: `steps.${quoteName(name)}.output` };
    if (after.length === 1) return { from: rootTo, to: key.to, insert: "" };
    return name === key.name ? undefined : { from: key.from, to: key.to, insert: quoteName(name) };
  });
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}
type EditReference = (reference: Reference) => Splice | undefined;

function renaming({ root, path: [key] }: Reference, rename: ReadonlyMap<string, string>): Splice | undefined {
  const name = root === "steps" && key ? rename.get(key.name) : undefined;
  return key && name !== undefined ? { from: key.from, to: key.to, insert: quoteName(name) } : undefined;
}

function editStep(step: Step, edit: EditReference): Step {
  const parts = live(step);
  const edited = editInTexts(parts, edit);
  return edited === parts || !isObject(edited) ? step : { ...step, ...edited };
}

function editInTexts(value: Json, edit: EditReference): Json {
  return mapTexts(value, (text) =>
    slots(text)
      .flatMap((slot) =>
        references(slot.expression).flatMap((reference) => {
          const splice = edit(reference);
          return splice ? [{ ...splice, offset: slot.expressionFrom }] : [];
        }),
      )
      .reduceRight(
        (result, { from, to, insert, offset }) =>
          `${result.slice(0, from + offset)}${insert}${result.slice(to + offset)}`,
        text,
      ),
  );
}

/** A name as JSONata wants it: one that would read as a subtraction goes into backticks. */
export function quoteName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !reserved.has(name) ? name : `\`${name}\``;
}

/** Where expressions are evaluated. A pinned sample is data: braces in it mean nothing. */
function live(step: Step): Json {
  return omit(omit(step, "pin"), "node");
}

function reference(root: Token, list: readonly Token[], index: number): Reference {
  const path: Segment[] = [];
  for (let at = index + 1; isOperator(list[at], "."); at += 2) {
    const segment = list[at + 1];
    if (segment?.kind !== "name" && segment?.kind !== "string") break;
    path.push({ name: segment.value, from: segment.from, to: segment.to });
  }
  return { root: root.value, path, from: root.from, rootTo: root.to, to: path.at(-1)?.to ?? root.to };
}

function changesContext(opening: Token, before: Token | undefined): boolean {
  if (isOperator(before, ".") || isOperator(before, "^")) return true;
  if (opening.value === "(") return false;
  return before !== undefined && endsValue(before);
}

function isOpening(token: Token): boolean {
  return token.kind === "operator" && ["(", "[", "{"].includes(token.value);
}

function isClosing(token: Token): boolean {
  return token.kind === "operator" && [")", "]", "}"].includes(token.value);
}

function isOperator(token: Token | undefined, value: string): boolean {
  return token?.kind === "operator" && token.value === value;
}
