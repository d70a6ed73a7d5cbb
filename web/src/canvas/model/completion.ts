import { type Catalogue, isTrigger } from "#language/flow/catalogue.ts";
import { runFields } from "#language/flow/check/expressions.ts";
import { type Flow, type Json, pinnedOutput, stepOf } from "#language/flow/document.ts";
import { quoteName } from "#language/flow/references.ts";
import { slots } from "#language/flow/template.ts";
import { type Token, tokens } from "#language/flow/tokens.ts";
import { topology, upstream } from "#language/flow/topology.ts";
import { type Field, fieldsOfSample, fieldsOfSchema } from "./fields.ts";
import { functions } from "./jsonata-functions.ts";

export interface Candidate {
  readonly label: string;
  /** What to write in place of the text from `from`. */
  readonly insert: string;
  readonly kind: "scope" | "step" | "field" | "function" | "secret";
  /** A type or a preview of the value in the last run. */
  readonly detail?: string;
}

export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly Candidate[];
}

/** What is known when an expression of `step` is written. */
export interface Scope {
  readonly flow: Flow;
  readonly step: string;
  readonly catalogue: Catalogue;
  /** Outputs in the last run, by step key. */
  readonly outputs: ReadonlyMap<string, Json>;
  readonly runInput?: Json;
  readonly secrets: readonly string[];
  readonly vars?: Readonly<Record<string, Json>>;
}

/** What can be written at a place of a text with `{{ }}`; nothing outside the braces. */
export function completeTemplate(text: string, at: number, scope: Scope): Completion | undefined {
  const slot = slots(text).find(({ from, to, closed }) => from + 2 <= at && at <= (closed ? to - 2 : to));
  if (!slot) return undefined;
  const inside = completeExpression(slot.expression, at - slot.expressionFrom, scope);
  const offset = slot.expressionFrom;
  return inside && { ...inside, from: inside.from + offset, to: inside.to + offset };
}

export function completeExpression(expression: string, at: number, scope: Scope): Completion | undefined {
  const list = [...tokens(expression)].filter((token) => token.from < at);
  const last = list.at(-1);
  if ((last?.kind === "string" || last?.kind === "pattern") && last.to > at) return undefined;
  const current =
    last && last.to >= at && (last.kind === "name" || last.kind === "variable") ? last : undefined;
  const from = current?.from ?? at;
  const typed = expression.slice(from, at).replace(/^`/, "").toLowerCase();
  const before = current ? list.slice(0, -1) : list;
  const path = pathBefore(before);
  const all = path === undefined ? rootCandidates(scope) : fieldCandidates(path, scope);
  const candidates = all.filter(({ label }) => matches(label, typed)).toSorted(byCloseness(typed));
  return candidates.length === 0 ? undefined : { from, to: at, candidates };
}

/** The fields of what a step gets as `input`: one predecessor's output, or outputs by key where there are several. */
export function inputFields(scope: Scope): Field[] {
  const { incoming } = topology(scope.flow);
  const sources = [...new Set((incoming.get(scope.step) ?? []).map((edge) => edge.from))];
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) return outputFields(only, scope);
  return sources.map((key) => ({ name: key, detail: "output", fields: () => outputFields(key, scope) }));
}

export function outputFields(key: string, scope: Scope): Field[] {
  const step = stepOf(scope.flow, key);
  // What is pinned is what the next try is given.
  const sample = pinnedOutput(step) ?? scope.outputs.get(key);
  if (sample !== undefined) return fieldsOfSample(sample);
  return fieldsOfSchema(step && scope.catalogue.find(step.node)?.output);
}

/** The names before a dot that ends the text, or undefined when no path is being written. */
function pathBefore(list: readonly Token[]): string[] | undefined {
  const path: string[] = [];
  let index = list.length - 1;
  while (isDot(list[index])) {
    const token = list[index - 1];
    if (token?.kind === "name" || (token?.kind === "variable" && token.value === "$$"))
      path.unshift(token.value);
    else return [];
    index -= 2;
  }
  if (path.length === 0) return undefined;
  return path[0] === "$$" ? path.slice(1) : path;
}

function rootCandidates(scope: Scope): Candidate[] {
  const step = stepOf(scope.flow, scope.step);
  const trigger = step !== undefined && isTrigger(scope.catalogue.find(step.node));
  const names: Candidate[] = [
    ...(trigger ? [] : [named("input", "what comes in")]),
    named("steps", "outputs by step"),
    named("run", "this run"),
    ...(scope.secrets.length > 0 ? [named("secrets", "write-only")] : []),
    ...(Object.keys(scope.vars ?? {}).length > 0 ? [named("vars", "of this installation")] : []),
  ];
  const calls = functions.map(
    ({ name, does }): Candidate => ({
      label: name,
      insert: `${name}(`,
      kind: "function",
      detail: does,
    }),
  );
  return [...names, ...calls];
}

function fieldCandidates(path: readonly string[], scope: Scope): Candidate[] {
  const [root, ...rest] = path;
  switch (root) {
    case "steps":
      return rest.length === 0 ? stepCandidates(scope) : inFields(stepFields(rest[0], scope), rest.slice(1));
    case "input":
      return inFields(inputFields(scope), rest);
    case "run":
      return inFields(runValues(scope), rest);
    case "vars":
      return inFields(fieldsOfSample(scope.vars ?? {}), rest);
    case "secrets":
      return rest.length > 0
        ? []
        : scope.secrets.map((name) => ({ label: name, insert: name, kind: "secret" }));
    default:
      return [];
  }
}

/** Nearest first: the step just before is what one most often wants. */
function stepCandidates(scope: Scope): Candidate[] {
  const { depth } = topology(scope.flow);
  return [...upstream(scope.flow, [scope.step])]
    .toSorted((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0))
    .map((key) => ({
      label: key,
      insert: quoteName(key),
      kind: "step",
      detail: stepOf(scope.flow, key)?.node ?? "",
    }));
}

function stepFields(key: string | undefined, scope: Scope): Field[] {
  if (key === undefined || !stepOf(scope.flow, key)) return [];
  return [{ name: "output", detail: "what it gave", fields: () => outputFields(key, scope) }];
}

function runValues(scope: Scope): Field[] {
  return runFields.map((name) => {
    if (name !== "input") return { name, detail: name === "version" ? "number" : "string", fields: () => [] };
    const { runInput, flow } = scope;
    const fields = () => (runInput === undefined ? fieldsOfSchema(flow.input) : fieldsOfSample(runInput));
    return { name, detail: "the run's input", fields };
  });
}

function inFields(fields: readonly Field[], path: readonly string[]): Candidate[] {
  const [name, ...rest] = path;
  if (name !== undefined) {
    const field = fields.find((candidate) => candidate.name === name);
    return field ? inFields(field.fields(), rest) : [];
  }
  return fields.map((field) => ({
    label: field.name,
    insert: quoteName(field.name),
    kind: "field",
    detail: field.detail,
  }));
}

function named(name: string, detail: string): Candidate {
  return { label: name, insert: name, kind: "scope", detail };
}

function matches(label: string, typed: string): boolean {
  return label.toLowerCase().includes(typed);
}

function byCloseness(typed: string): (a: Candidate, b: Candidate) => number {
  const rank = ({ label }: Candidate) => (label.toLowerCase().startsWith(typed) ? 0 : 1);
  return (a, b) => rank(a) - rank(b);
}

function isDot(token: Token | undefined): boolean {
  return token?.kind === "operator" && token.value === ".";
}
