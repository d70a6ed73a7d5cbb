/**
 * The one evaluator of `{{ expressions }}`. Whatever an author writes, this process stays alive and answers: an
 * expression gives JSON within its limits or one clear error. RFV05: it failed. RFT06: too slow. RFL08: too much.
 */

import type { Json } from "#language/json.ts";
import { admit, type Budget } from "./admit.ts";
import type { CompiledTemplate, Expression, Part } from "./compile.ts";
import { resolvePath } from "./plain-path.ts";
import { expressionError, isTimeout, type Limits } from "./prepare.ts";
import { isolate } from "./sandbox.ts";
import { inSlice, SLICE_MS } from "./slice.ts";

/** The names that expressions see. */
export interface Scope {
  readonly input?: Json | undefined;
  readonly steps?: Readonly<Record<string, { readonly output: Json }>>;
  readonly run?: Readonly<Record<string, Json>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Those that the template names. */
  readonly vars?: Readonly<Record<string, Json>>;
  readonly item?: Json | undefined;
  readonly index?: number | undefined;
}

export interface EvaluateOptions {
  /** For each expression. All together are bounded by `signal`, which the step's deadline aborts. */
  readonly timeoutMs?: number;
  /** How deep calls may nest. */
  readonly maxDepth?: number;
  /** Characters of JSON that all expressions together may give: as much as a step may. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** As the setting is made. */
const MAX_BYTES = 32 * 1024 * 1024;
/** More for an expression over much data, a thousand characters each: it goes to a child and is walked there. */
const MS_FOR_THOUSAND = 0.5;

interface Evaluation {
  readonly scope: Scope;
  readonly open: Scope;
  readonly budget: Budget;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
}

/** The template's value in this scope. An expression that gives nothing gives `null`, and nothing within a text. */
export async function evaluate(
  compiled: CompiledTemplate,
  scope: Scope,
  options: EvaluateOptions = {},
): Promise<Json> {
  const { root } = compiled;
  if (root.kind === "constant") return root.value;
  const { timeoutMs = 1_000, maxDepth = 500, signal } = options;
  signal?.throwIfAborted();
  const limit = options.maxBytes ?? MAX_BYTES;
  const { secrets: _, ...open } = scope;
  const evaluation = { scope, open, budget: { left: limit, limit }, limits: { timeoutMs, maxDepth }, signal };
  return (root.sync ? resolveNow(root, evaluation) : await resolve(root, evaluation)) ?? null;
}

/** For parts that only walk paths: no promise is made. */
function resolveNow(part: Part, evaluation: Evaluation): Json | undefined {
  switch (part.kind) {
    case "constant":
      return part.value;
    case "expression":
      return walk(part.expression, evaluation);
    case "text":
      return part.parts
        .map((piece) => (typeof piece === "string" ? piece : asText(walk(piece, evaluation))))
        .join("");
    case "list":
      return part.items.map((item) => resolveNow(item, evaluation) ?? null);
    case "object":
      return Object.fromEntries(
        part.entries.map(([key, child]) => [key, resolveNow(child, evaluation) ?? null]),
      );
  }
}

async function resolve(part: Part, evaluation: Evaluation): Promise<Json | undefined> {
  if (part.sync) return resolveNow(part, evaluation);
  switch (part.kind) {
    case "expression":
      return run(part.expression, evaluation);
    case "text": {
      const pieces = await inTurn(part.parts, async (piece) =>
        typeof piece === "string" ? piece : asText(await run(piece, evaluation)),
      );
      return pieces.join("");
    }
    case "list":
      return inTurn(part.items, async (item) => (await resolve(item, evaluation)) ?? null);
    case "object":
      return Object.fromEntries(
        await inTurn(part.entries, async ([key, child]) => [key, (await resolve(child, evaluation)) ?? null]),
      );
  }
}

async function run(expression: Expression, evaluation: Evaluation): Promise<Json | undefined> {
  const { plan, mayReadSecrets } = expression;
  if (plan.kind === "path") return walk(expression, evaluation);
  try {
    const here = plan.kind === "inline" ? await runHere(expression, evaluation) : OUTLIVED;
    return here === OUTLIVED ? await runIsolated(expression, evaluation) : here;
  } catch (error) {
    evaluation.signal?.throwIfAborted();
    throw expressionError(error, evaluation.limits, mayReadSecrets);
  }
}

function walk(expression: Expression, evaluation: Evaluation): Json | undefined {
  if (expression.plan.kind !== "path") throw new TypeError("walk: not a plain path");
  return admit(resolvePath(expression.plan.names, scopeOf(expression, evaluation)), evaluation.budget);
}

const OUTLIVED = Symbol("outlived its slice");

/** An expression that outlives its slice has done nothing but compute, so it may start over elsewhere. */
async function runHere(
  expression: Expression,
  evaluation: Evaluation,
): Promise<Json | undefined | typeof OUTLIVED> {
  const { limits, budget } = evaluation;
  const slice = { ...limits, timeoutMs: Math.min(SLICE_MS, limits.timeoutMs) };
  try {
    const value = await inSlice(() => expression.prepared.run(scopeOf(expression, evaluation), slice));
    return admit(value, budget);
  } catch (error) {
    if (isTimeout(error)) return OUTLIVED;
    throw error;
  }
}

async function runIsolated(expression: Expression, evaluation: Evaluation): Promise<Json | undefined> {
  const { budget, limits, signal } = evaluation;
  const scope = partOfScope(expression, scopeOf(expression, evaluation));
  const request = {
    source: expression.source,
    scope,
    discreet: expression.mayReadSecrets,
    maxCharacters: budget.left,
    maxDepth: limits.maxDepth,
    timeoutMs: limits.timeoutMs + (charactersOf(scope) / 1_000) * MS_FOR_THOUSAND,
  };
  return admit(await isolate(request, signal), budget);
}

function scopeOf(expression: Expression, { scope, open }: Evaluation): Scope {
  return expression.mayReadSecrets ? scope : open;
}

/** About as many as its JSON has. */
function charactersOf(value: unknown): number {
  if (typeof value === "string") return value.length + 3;
  if (typeof value !== "object" || value === null) return 8;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + charactersOf(item), 2);
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + 4 + charactersOf(item), 2);
}

/** Only what the expression names crosses to the child process. */
function partOfScope({ reads }: Expression, scope: Scope): Scope {
  const pick = (from: Readonly<Record<string, unknown>>, names: ReadonlySet<string> | "all") =>
    names === "all" ? from : Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)));
  const part: Record<string, unknown> = pick({ ...scope }, reads.roots);
  if (scope.steps && "steps" in part) part.steps = pick(scope.steps, reads.steps);
  if (scope.vars && "vars" in part) part.vars = pick(scope.vars, reads.vars);
  if (scope.secrets && "secrets" in part) part.secrets = pick(scope.secrets, reads.secrets);
  return part;
}

async function inTurn<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}

/** A value within a longer text. */
function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
