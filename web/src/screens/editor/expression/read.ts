/**
 * What deploy refuses an expression for, in its words: `reflux deploy` reads flow files by the same rules
 * (`db/flows/expression.ts`). Nothing is evaluated here.
 */
import jsonata from "jsonata";
import { patternRefusal } from "./patterns.ts";
import type { ExpressionProblem } from "./protocol.ts";

/** A JSONata syntax tree: a kind, and children wherever a value is a node, a list of nodes or a list of pairs. */
interface Ast {
  readonly type: string;
  readonly value?: unknown;
  readonly [part: string]: unknown;
}

const scopeNames = ["input", "steps", "run", "secrets", "vars"];
const hostNames = new Set(["__proto__", "constructor", "prototype"]);
const maxLength = 10_000;
/** The parser copies the left side of these, so a nest of them grows exponentially before anything runs. */
const maxCoalesce = 10;

export function readExpression(source: string): readonly ExpressionProblem[] {
  const tooLarge = sizeProblem(source);
  if (tooLarge) return [tooLarge];
  let tree: Ast;
  try {
    // The library's type for a syntax tree is looser than ours.
    tree = jsonata(source).ast() as unknown as Ast;
  } catch (error) {
    return [syntaxProblem(error)];
  }
  const known = new Set([...functionNames, ...boundNames(tree)]);
  const found = new Map<string, ExpressionProblem>();
  visit(tree, true, (message, hint) => found.set(message, problem(message, hint)), known);
  return [...found.values()];
}

type Report = (message: string, hint: string) => void;

/** `atRoot`: a name here is looked up in the scope, not in a value that a path has reached. */
function visit(node: Ast, atRoot: boolean, report: Report, known: ReadonlySet<string>): void {
  checkNode(node, report, known);
  const steps = node.type === "path" ? nodesIn(node["steps"]) : [];
  const [first, ...rest] = steps;
  if (first) {
    const throughScope = isScope(first, atRoot) && rest[0]?.type === "name";
    if (throughScope && rest[0]) checkRoot(rest[0], rest[1], report);
    if (atRoot && first.type === "name") checkRoot(first, rest[0], report);
    if (throughScope || (atRoot && first.type === "name")) {
      checkNode(first, report, known);
      for (const child of childrenOf(first)) visit(child, false, report, known);
    } else visit(first, atRoot, report, known);
    for (const child of [...rest, ...nodesIn(node["group"]), ...nodesIn(node["predicate"])]) {
      visit(child, false, report, known);
    }
    return;
  }
  if (node.type === "name" && atRoot) checkRoot(node, undefined, report);
  const relative = new Set([node["predicate"], node["stages"], node["group"]].flatMap(nodesIn));
  for (const child of childrenOf(node)) {
    visit(child, atRoot && !relative.has(child) && node.type !== "transform", report, known);
  }
}

function checkRoot(name: Ast, next: Ast | undefined, report: Report): void {
  const root = String(name.value);
  if (!scopeNames.includes(root))
    report(`"${root}" is not in scope`, `Names in scope are ${scopeNames.join(", ")}. Text needs quotes.`);
  if (root === "vars" && (next?.type !== "name" || name["stages"] !== undefined))
    report("a variable is read by its name", "Write vars.<name>; the others stay where they are.");
}

function checkNode(node: Ast, report: Report, known: ReadonlySet<string>): void {
  const { type, value } = node;
  const name = String(value);
  const named = type === "name" || type === "variable";
  if ((named && hostNames.has(name)) || (type === "string" && value === "__proto__"))
    report(`the name "${name}" is not allowed`, "It belongs to the host language, not to the data.");
  if (type === "variable" && value === "eval")
    report("$eval is not allowed", "Write the expression itself; data is never run.");
  if (type === "regex" && value instanceof RegExp) {
    const refusal = patternRefusal(value);
    if (refusal !== undefined)
      report(
        `the pattern /${value.source}/ cannot be used: ${refusal}`,
        "Look-around and back-references are not supported.",
      );
  }
  const called = type === "function" || type === "partial" ? node["procedure"] : undefined;
  if (!isAst(called) || called.type !== "variable") return;
  const what = String(called.value);
  if (what !== "eval" && !known.has(what))
    report(`there is no function $${what}`, "See docs.jsonata.org for the functions there are.");
}

function isScope({ type, value, ...rest }: Ast, atRoot: boolean): boolean {
  const whole = type === "variable" && (value === "$" || (value === "" && atRoot));
  return whole && !rest["predicate"] && !rest["stages"];
}

/** Every variable that is given a value somewhere. */
function boundNames(tree: Ast): Set<string> {
  const names = new Set<string>();
  const pending = [tree];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const { type, lhs, focus } = node;
    if (type === "bind" && isAst(lhs)) names.add(String(lhs.value));
    if (type === "lambda") for (const one of nodesIn(node["arguments"])) names.add(String(one.value));
    if (typeof focus === "string") names.add(focus);
    pending.push(...childrenOf(node));
  }
  return names;
}

function childrenOf(node: Ast): Ast[] {
  return Object.entries(node).flatMap(([key, part]) =>
    key === "slot" || key === "ancestor" ? [] : nodesIn(part),
  );
}

function nodesIn(part: unknown): Ast[] {
  if (isAst(part)) return [part];
  if (Array.isArray(part)) return part.flatMap(nodesIn);
  // A group, a sort term: holders without a kind of their own.
  const holder = typeof part === "object" && part !== null && !(part instanceof RegExp);
  return holder ? Object.values(part).flatMap(nodesIn) : [];
}

function isAst(value: unknown): value is Ast {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function sizeProblem(source: string): ExpressionProblem | undefined {
  if (source.length > maxLength) {
    const message = `the expression has ${source.length} characters, more than ${maxLength}`;
    return problem(message, "Split it over several transform steps.");
  }
  const coalesces = source.split(/\?\?|\?:/).length - 1;
  const message = `the expression has ${coalesces} of the operators ?? and ?:, more than ${maxCoalesce}`;
  return coalesces > maxCoalesce ? problem(message, "Split it over several expressions.") : undefined;
}

/** JSONata throws plain objects. */
function syntaxProblem(error: unknown): ExpressionProblem {
  if (error instanceof RangeError) return problem("the expression is nested too deeply", "Split it.");
  const { message, position } = { message: String(error), position: undefined, ...Object(error) };
  const said = error instanceof Error ? error.message : String(message);
  const at = typeof position === "number" ? ` (at character ${position})` : "";
  return problem(`the expression is not JSONata: ${said}${at}`, "Try it on try.jsonata.org.");
}

const problem = (message: string, hint: string): ExpressionProblem => ({ code: "RFV11", message, hint });

/** All that the language brings, where completion offers the ones used most. */
export const functionNames: readonly string[] = (
  "sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad " +
  "match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs " +
  "sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse " +
  "each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl " +
  "decodeUrlComponent decodeUrl toMillis fromMillis clone now millis"
).split(" ");
