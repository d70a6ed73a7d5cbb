/**
 * A value whose texts hold `{{ }}` in a scope, as the engine evaluates it: one expression alone keeps its type, within a longer text
 * it becomes text. It runs in a worker that is ended when its time is up; here are the limits that come before that.
 */
import { createEvaluator } from "#language/evaluator.ts";
import { ExactNumber } from "#language/exact-number.ts";
import { syntaxProblems } from "#language/flow/check/deployed-expressions.ts";
import type { Json } from "#language/flow/document.ts";
import { parseTemplate, slotHint, soleExpression } from "#language/flow/template.ts";
import { isFunctionValue } from "#language/function-value.ts";
import { parseJson } from "#language/json.ts";
import { LinearRegExp } from "#language/linear-regexp.ts";
import type { Evaluation, ExpressionProblem, Scope } from "./protocol.ts";

const shownCharacters = 2_000;
const shownFacts = 65_536;
/** What nothing that a run keeps can tell afterwards: what was secret, what a variable was then, time and chance. */
const untold = /\b(?:secrets|vars)\b|\$(?:now|millis|random|shuffle)\b/;
/** What the expressions of a config may give by default. */
const maxCharacters = 32 * 1024 * 1024;
const maxDepth = 500;
const maxSequence = 1_000_000;
const maxPadding = 100_000;

interface Asked {
  readonly value?: Json;
  readonly scope: Scope;
  /** Only what is sure to have been so: the rest stays as it is written. */
  readonly facts?: boolean;
}

/** `{ value, scope, facts }` as JSON: what comes from another thread. */
export async function evaluateJson(json: string): Promise<Evaluation> {
  const { value = null, scope, facts } = parseJson(json) as Asked;
  return await evaluateTemplate(value, scope, facts);
}

export async function evaluateTemplate(template: Json, scope: Scope, facts = false): Promise<Evaluation> {
  try {
    const json = toJson(await resolve(template, scope, facts));
    const shown = facts ? shownFacts : shownCharacters;
    return { json: json.slice(0, shown), cut: json.length > shown };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

async function resolve(template: Json, scope: Scope, facts: boolean): Promise<unknown> {
  if (typeof template === "string")
    return template.includes("{{") ? valueOf(template, scope, facts) : template;
  if (typeof template !== "object" || template === null || template instanceof ExactNumber) return template;
  const entries: [string, unknown][] = [];
  for (const [key, part] of Object.entries(template)) entries.push([key, await resolve(part, scope, facts)]);
  return Array.isArray(template) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

async function valueOf(text: string, scope: Scope, facts: boolean): Promise<unknown> {
  const parts = split(text);
  const stays = (expression: string) => facts && untold.test(expression);
  const sole = soleExpression(parts);
  if (sole !== undefined) return stays(sole) ? text : ((await run(sole, scope)) ?? null);
  let whole = "";
  for (const part of parts) {
    if (part.kind === "text") whole += part.text;
    else whole += stays(part.source) ? `{{${part.source}}}` : asText(await run(part.source, scope));
  }
  return whole;
}

function split(text: string) {
  try {
    return parseTemplate(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Refusal({ code: "RFV11", message, hint: slotHint });
  }
}

async function run(source: string, scope: Scope): Promise<unknown> {
  const [wrong] = syntaxProblems(source);
  if (wrong) throw new Refusal(wrong);
  const expression = createEvaluator(source, {
    stack: maxDepth,
    sequence: maxSequence,
    // JSONata asks for a RegExp constructor, but uses only what LinearRegExp has.
    RegexEngine: LinearRegExp as unknown as RegExpConstructor,
  });
  // The one built-in that makes much of nothing.
  expression.registerFunction("pad", pad, "<s-ns?:s>");
  return expression.evaluate(scope);
}

function pad(text: string | undefined, width: number, filler = " "): string | undefined {
  if (Math.abs(width) > maxPadding) throw new Refusal(tooMuch(`pads to more than ${maxPadding} characters`));
  if (text === undefined) return undefined;
  // By characters as people count them, as the library does.
  const missing = Math.max(0, Math.abs(width) - Array.from(text).length);
  const characters = Array.from(filler === "" ? " " : filler);
  const fill = Array.from({ length: missing }, (_, index) => characters[index % characters.length]).join("");
  return width < 0 ? fill + text : text + fill;
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : toJson(value);
}

/** Counts while it walks, so that what is too large is never turned into text to find that out. */
function toJson(value: unknown): string {
  let left = maxCharacters;
  const spend = (key: string, part: unknown): unknown => {
    left -= key.length + (typeof part === "string" ? part.length + 2 : 4);
    if (left < 0) throw new Refusal(tooMuch(`gives more than ${maxCharacters} characters of JSON`));
    if (typeof part === "number" && !Number.isFinite(part))
      throw new Refusal({ code: "RFV05", message: "the expression gives a number that JSON does not have" });
    if (isFunctionValue(part))
      throw new Refusal({
        code: "RFV05",
        message: "the expression gives a function, not data",
        hint: "Call it: $name(…).",
      });
    return part;
  };
  return JSON.stringify(value, spend) ?? "null";
}

class Refusal extends Error {
  readonly problem: ExpressionProblem;

  constructor(problem: ExpressionProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

function problemOf(error: unknown): ExpressionProblem {
  if (error instanceof Refusal) return error.problem;
  const { code, message } = { code: undefined, message: String(error), ...Object(error) };
  if (code === "D1011") return tooMuch(`nests its calls more than ${maxDepth} deep`);
  if (code === "D2014" || code === "D2015") return tooMuch(`makes a list of more than ${maxSequence} items`);
  if (error instanceof RangeError) return tooMuch("makes something that is too large");
  if (error instanceof TypeError && /circular/i.test(error.message))
    return tooMuch("gives a value that holds itself");
  const said = error instanceof Error ? error.message : String(message);
  return { code: "RFV05", message: `the expression failed: ${said}` };
}

function tooMuch(what: string): ExpressionProblem {
  const hint = "Ask for less of the data, or split the work over steps.";
  return { code: "RFL08", message: `the expression ${what}`, hint };
}
