import { type ExpressionReading, type Reads, readExpression, SCOPE_NAMES } from "#language/expression.ts";
import { isObject } from "#language/flow/document.ts";
import { parseTemplate, slotHint, soleExpression } from "#language/flow/template.ts";
import type { Json } from "#language/json.ts";
import { NodeError } from "#nodes/sdk/error.ts";
import { type Plan, planExpression } from "./plan.ts";
import { type Prepared, prepare } from "./prepare.ts";

/** A config whose expressions have been read once, to be evaluated for many runs. */
export interface CompiledTemplate {
  readonly root: Part;
  /** What its expressions need of the scope, so that nothing else has to be fetched or decrypted. */
  readonly reads: Reads;
}

export interface CompileOptions {
  /** Top-level fields in which `secrets.<name>` may be read: the manifest's `secrets`. */
  readonly secretFields?: readonly string[];
  /** Top-level fields that must be written out, such as a SQL text: those with `x-reflux-literal`. */
  readonly literalFields?: readonly string[];
}

/** `sync`: nothing below needs more than walking a path. */
export type Part =
  | { readonly kind: "constant"; readonly sync: true; readonly value: Json }
  | { readonly kind: "expression"; readonly sync: boolean; readonly expression: Expression }
  | { readonly kind: "text"; readonly sync: boolean; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: "list"; readonly sync: boolean; readonly items: readonly Part[] }
  | {
      readonly kind: "object";
      readonly sync: boolean;
      readonly entries: readonly (readonly [string, Part])[];
    };

export interface Expression {
  readonly source: string;
  readonly plan: Plan;
  readonly reads: Reads;
  readonly mayReadSecrets: boolean;
  readonly prepared: Prepared;
}

/** Throws RFV11 for the first expression that is malformed or reads what it must not. */
export function compileTemplate(value: Json, options: CompileOptions = {}): CompiledTemplate {
  const expressions: Expression[] = [];
  const root = compileRoot(value, options, expressions);
  return { root, reads: mergeReads(expressions.map((expression) => expression.reads)) };
}

interface Place {
  readonly path: string;
  readonly secrets: boolean;
  readonly literal: boolean;
  readonly expressions: Expression[];
}

function compileRoot(value: Json, options: CompileOptions, expressions: Expression[]): Part {
  if (!isObject(value)) return compilePart(value, { path: "", secrets: false, literal: false, expressions });
  return compileObject(value, (key) => ({
    path: key,
    secrets: options.secretFields?.includes(key) ?? false,
    literal: options.literalFields?.includes(key) ?? false,
    expressions,
  }));
}

function compilePart(value: Json, place: Place): Part {
  if (typeof value === "string") return value.includes("{{") ? compileText(value, place) : constant(value);
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) =>
      compilePart(item, { ...place, path: `${place.path}[${index}]` }),
    );
    return items.every(isConstant)
      ? constant(value)
      : { kind: "list", sync: items.every((item) => item.sync), items };
  }
  if (!isObject(value)) return constant(value);
  return compileObject(value, (key) => ({ ...place, path: place.path ? `${place.path}.${key}` : key }));
}

function compileObject(value: { readonly [key: string]: Json }, placeOf: (key: string) => Place): Part {
  const entries = Object.entries(value).map(
    ([key, child]) => [key, compilePart(child, placeOf(key))] as const,
  );
  if (entries.every(([, part]) => isConstant(part))) return constant(value);
  return { kind: "object", sync: entries.every(([, part]) => part.sync), entries };
}

function compileText(text: string, place: Place): Part {
  if (place.literal) {
    throw malformed(
      place,
      "expressions are not allowed here",
      "Put the value into a field made for it, such as values.",
    );
  }
  const split = parse(text, place);
  const sole = soleExpression(split);
  if (sole !== undefined) {
    const expression = compileExpression(sole, place);
    return { kind: "expression", sync: expression.plan.kind === "path", expression };
  }
  const parts = split.map((part) =>
    part.kind === "text" ? part.text : compileExpression(part.source, place),
  );
  const sync = parts.every((part) => typeof part === "string" || part.plan.kind === "path");
  return { kind: "text", sync, parts };
}

function compileExpression(source: string, place: Place): Expression {
  const reading = readExpression(source);
  const [problem] = reading.problems;
  if (problem) throw malformed(place, problem.message, problem.hint);
  if (readsSecrets(reading) && !place.secrets) {
    throw malformed(
      place,
      "secrets cannot be read here",
      "Only the fields that the node's manifest lists may hold a secret.",
    );
  }
  const expression = {
    source,
    plan: planExpression(reading.ast),
    reads: place.secrets ? reading.reads : withoutSecrets(reading.reads),
    mayReadSecrets: place.secrets && (reading.reads.roots === "all" || readsSecrets(reading)),
    prepared: prepare(source),
  };
  place.expressions.push(expression);
  return expression;
}

function parse(text: string, place: Place) {
  try {
    return parseTemplate(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw malformed(place, message, slotHint);
  }
}

function malformed(place: Place, message: string, hint: string): NodeError {
  const where = place.path ? `${place.path}: ` : "";
  return new NodeError("RFV11", where + message, { hint, detail: { path: place.path } });
}

function readsSecrets({ reads }: ExpressionReading): boolean {
  return reads.roots !== "all" && reads.roots.has("secrets");
}

/** `$$` in a field that may not hold secrets is the scope without them. */
function withoutSecrets(reads: Reads): Reads {
  const roots =
    reads.roots === "all" ? new Set(SCOPE_NAMES.filter((name) => name !== "secrets")) : reads.roots;
  return { ...reads, roots, secrets: new Set() };
}

function mergeReads(all: readonly Reads[]): Reads {
  const merge = (name: Exclude<keyof Reads, "vars">): ReadonlySet<string> | "all" => {
    const sets = all.map((reads) => reads[name]);
    return sets.includes("all")
      ? "all"
      : new Set(sets.flatMap((names) => (names === "all" ? [] : [...names])));
  };
  const vars = new Set(all.flatMap((reads) => [...reads.vars]));
  return { roots: merge("roots"), steps: merge("steps"), secrets: merge("secrets"), vars };
}

function constant(value: Json): Part {
  return { kind: "constant", sync: true, value };
}

function isConstant(part: Part): boolean {
  return part.kind === "constant";
}
