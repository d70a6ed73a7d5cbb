import jsonata from "jsonata";
import { RE2JS } from "re2js";

/**
 * Reading an expression without evaluating it: is it JSONata, does it stay within its bounds, which names does it
 * read. One reading for the deploy-time check and for the worker, so that what deploys also runs.
 */
export interface ExpressionReading {
  readonly ast: Ast;
  readonly problems: readonly ExpressionProblem[];
  readonly reads: Reads;
}

export interface ExpressionProblem {
  readonly message: string;
  readonly hint: string;
}

/** What an expression needs of its scope. `all` when that can only be known by running it. */
export interface Reads {
  readonly roots: ReadonlySet<string> | "all";
  readonly steps: ReadonlySet<string> | "all";
  readonly secrets: ReadonlySet<string> | "all";
  /** Always by name: one that is not set is an error, and never a silent null. */
  readonly vars: ReadonlySet<string>;
}

/** A JSONata syntax tree: a kind, and children wherever a value is a node, a list of nodes or a list of pairs. */
export interface Ast {
  readonly type: string;
  readonly value?: unknown;
  readonly [part: string]: unknown;
}

/** `item` and `index` come with loops. */
export const SCOPE_NAMES = ["input", "steps", "run", "secrets", "vars"] as const;
export const MAX_SOURCE_LENGTH = 10_000;

/** The parser copies the left side of these, so a nest of them grows exponentially before anything runs. */
const MAX_COALESCE = 10;
const PROTOTYPE_NAMES = new Set(["__proto__", "constructor", "prototype"]);

export function readExpression(source: string): ExpressionReading {
  const problem = checkSize(source);
  if (problem) return unreadable(problem);
  try {
    // The library's type for a syntax tree is looser than ours.
    const ast = jsonata(source).ast() as unknown as Ast;
    return inspect(ast);
  } catch (error) {
    return unreadable(syntaxProblem(error));
  }
}

export function isAst(value: unknown): value is Ast {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** Every node directly below, whatever the property that holds it. */
export function childrenOf(node: Ast): Ast[] {
  return Object.entries(node).flatMap(([key, part]) =>
    key === "slot" || key === "ancestor" ? [] : nodesIn(part),
  );
}

function nodesIn(part: unknown): Ast[] {
  if (isAst(part)) return [part];
  if (Array.isArray(part)) return part.flatMap(nodesIn);
  // A group, a sort term: holders without a kind of their own.
  return typeof part === "object" && part !== null && !(part instanceof RegExp)
    ? Object.values(part).flatMap(nodesIn)
    : [];
}

interface Inspection {
  readonly problems: Map<string, ExpressionProblem>;
  readonly roots: Set<string>;
  readonly steps: Set<string>;
  readonly secrets: Set<string>;
  readonly vars: Set<string>;
  readonly functions: Set<string>;
}

/** Stands in a set of names for "any of them"; no JSONata name is empty. */
const ALL = "";

function inspect(ast: Ast): ExpressionReading {
  const found: Inspection = {
    problems: new Map(),
    roots: new Set(),
    steps: new Set(),
    secrets: new Set(),
    vars: new Set(),
    functions: boundNames(ast),
  };
  visit(ast, true, found);
  const named = (names: ReadonlySet<string>): ReadonlySet<string> | "all" =>
    found.roots.has(ALL) || names.has(ALL) ? "all" : names;
  const reads = {
    roots: named(found.roots),
    steps: named(found.steps),
    secrets: named(found.secrets),
    vars: found.vars,
  };
  return { ast, problems: [...found.problems.values()], reads };
}

/** `atRoot`: a name here is looked up in the scope, not in a value that a path has reached. */
function visit(node: Ast, atRoot: boolean, found: Inspection): void {
  checkNames(node, found);
  if (node.type === "path" && Array.isArray(node.steps))
    return visitPath(node, node.steps.filter(isAst), atRoot, found);
  if (node.type === "name" && atRoot) readRoot(node, [], found);
  if (readsWholeScope(node, atRoot)) found.roots.add(ALL);
  const relative = new Set([...nodesIn(node.predicate), ...nodesIn(node.stages), ...nodesIn(node.group)]);
  for (const child of childrenOf(node)) {
    visit(child, atRoot && !relative.has(child) && node.type !== "transform", found);
  }
}

function visitPath(path: Ast, steps: readonly Ast[], atRoot: boolean, found: Inspection): void {
  const [first, ...rest] = steps;
  // `$$.input` and, at the root, `$.input` name the scope before they name what they want of it.
  if (first && isScopeVariable(first, atRoot) && rest[0]?.type === "name") {
    readRoot(rest[0], rest.slice(1), found);
    visitParts(first, found);
  } else if (first?.type === "name" && atRoot) {
    readRoot(first, rest, found);
    visitParts(first, found);
  } else if (first) {
    visit(first, atRoot, found);
  }
  for (const step of rest) visit(step, false, found);
  for (const child of nodesIn(path.group)) visit(child, false, found);
  for (const child of nodesIn(path.predicate)) visit(child, false, found);
}

function visitParts(node: Ast, found: Inspection): void {
  checkNames(node, found);
  for (const child of childrenOf(node)) visit(child, false, found);
}

function readRoot(name: Ast, rest: readonly Ast[], found: Inspection): void {
  const root = String(name.value);
  const next = rest[0]?.type === "name" && !name.stages ? String(rest[0].value) : undefined;
  found.roots.add(root);
  if (!SCOPE_NAMES.some((known) => known === root)) {
    report(
      found,
      `"${root}" is not in scope`,
      `Names in scope are ${SCOPE_NAMES.join(", ")}. Text needs quotes.`,
    );
  }
  if (root === "steps") found.steps.add(next ?? ALL);
  if (root === "secrets") found.secrets.add(next ?? ALL);
  if (root === "vars" && next !== undefined) found.vars.add(next);
  else if (root === "vars") {
    report(found, "a variable is read by its name", "Write vars.<name>; the others stay where they are.");
  }
}

function isScopeVariable(node: Ast, atRoot: boolean): boolean {
  return (
    node.type === "variable" &&
    (node.value === "$" || (node.value === "" && atRoot)) &&
    !node.predicate &&
    !node.stages
  );
}

function readsWholeScope(node: Ast, atRoot: boolean): boolean {
  if (node.type === "variable") return node.value === "$" || (node.value === "" && atRoot);
  return atRoot && (node.type === "wildcard" || node.type === "descendant");
}

function checkNames(node: Ast, found: Inspection): void {
  const { type, value } = node;
  const forbidden = type === "string" ? value === "__proto__" : PROTOTYPE_NAMES.has(String(value));
  if ((type === "name" || type === "string" || type === "variable") && forbidden) {
    report(
      found,
      `the name "${String(value)}" is not allowed`,
      "It belongs to the host language, not to the data.",
    );
  }
  if (type === "variable" && value === "eval") {
    report(found, "$eval is not allowed", "Write the expression itself; data is never run.");
  }
  if (type === "regex" && value instanceof RegExp) checkPattern(value, found);
  const called =
    (type === "function" || type === "partial") && isAst(node.procedure) ? node.procedure : undefined;
  if (called?.type === "variable" && called.value !== "eval" && !found.functions.has(String(called.value))) {
    report(
      found,
      `there is no function $${String(called.value)}`,
      "See docs.jsonata.org for the functions there are.",
    );
  }
}

/** Patterns run in linear time, on an engine that has neither look-around nor back-references. */
function checkPattern(pattern: RegExp, found: Inspection): void {
  try {
    RE2JS.compile(RE2JS.translateRegExp(pattern.source));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report(
      found,
      `the pattern /${pattern.source}/ cannot be used: ${reason}`,
      "Look-around and back-references are not supported.",
    );
  }
}

function report(found: Inspection, message: string, hint: string): void {
  found.problems.set(message, { message, hint });
}

/** Every variable that is given a value somewhere, and every function that comes with the language. */
function boundNames(ast: Ast): Set<string> {
  const names = new Set(FUNCTIONS);
  const pending = [ast];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "bind" && isAst(node.lhs)) names.add(String(node.lhs.value));
    if (node.type === "lambda")
      for (const argument of nodesIn(node.arguments)) names.add(String(argument.value));
    if (typeof node.focus === "string") names.add(node.focus);
    pending.push(...childrenOf(node));
  }
  return names;
}

function checkSize(source: string): ExpressionProblem | undefined {
  if (source.length > MAX_SOURCE_LENGTH) {
    const message = `the expression has ${source.length} characters, more than ${MAX_SOURCE_LENGTH}`;
    return { message, hint: "Split it over several transform steps." };
  }
  const coalesces = source.split(/\?\?|\?:/).length - 1;
  if (coalesces > MAX_COALESCE) {
    const message = `the expression has ${coalesces} of the operators ?? and ?:, more than ${MAX_COALESCE}`;
    return { message, hint: "Split it over several expressions." };
  }
  return undefined;
}

function syntaxProblem(error: unknown): ExpressionProblem {
  if (error instanceof RangeError)
    return { message: "the expression is nested too deeply", hint: "Split it." };
  const message = error instanceof Error || hasMessage(error) ? error.message : String(error);
  const position = hasPosition(error) ? ` (at character ${error.position})` : "";
  return {
    message: `the expression is not JSONata: ${message}${position}`,
    hint: "Try it on try.jsonata.org.",
  };
}

/** JSONata throws plain objects. */
function hasMessage(error: unknown): error is { message: string } {
  return (
    typeof error === "object" && error !== null && "message" in error && typeof error.message === "string"
  );
}

function hasPosition(error: unknown): error is { position: number } {
  return (
    typeof error === "object" && error !== null && "position" in error && typeof error.position === "number"
  );
}

function unreadable(problem: ExpressionProblem): ExpressionReading {
  const none = new Set<string>();
  return {
    ast: { type: "error" },
    problems: [problem],
    reads: { roots: none, steps: none, secrets: none, vars: none },
  };
}

export const FUNCTIONS: readonly string[] = (
  "sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad " +
  "match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs " +
  "sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse " +
  "each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl " +
  "decodeUrlComponent decodeUrl toMillis fromMillis clone now millis"
).split(" ");
