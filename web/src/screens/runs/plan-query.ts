/**
 * What of a query the server can answer, and what is left to look for in the rows it gave. The split is told to the
 * reader: a search through the newest rows must not look like a search through all of them.
 */

import { parseDuration } from "#language/flow/duration.ts";
import { waitNames, waitOf } from "#language/waits.ts";
import type { RunCondition, RunRowFragment } from "../../../generated/graphql.ts";
import { parseRunQuery, type RunQuery, type Term } from "../../data/run-query/parse.ts";
import { bounds, parseTimeRange } from "../../data/time-range.ts";
import { type RunState, runStates } from "../../ui/feedback/states.ts";
import type { Problem } from "../../ui/problem.ts";

export interface RunsAddress {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly time?: string | undefined;
}

export interface QueryPlan {
  readonly query: RunQuery;
  readonly condition: RunCondition;
  readonly states: readonly RunState[];
  /** Names of the fields, and `words`, that are only looked for in rows already here. */
  readonly local: readonly string[];
  readonly matches: (run: RunRowFragment) => boolean;
}

/** What the server compares as a whole text. */
const wholly: Readonly<Record<string, "flow" | "atStep" | "errorCode" | "idempotencyKey">> = {
  flow: "flow",
  step: "atStep",
  error: "errorCode",
  key: "idempotencyKey",
};

type Half<T> = { -readonly [key in keyof T]: T[key] };

export function planQuery(address: RunsAddress, now: number): QueryPlan {
  const query = parseRunQuery(address.q ?? "");
  const condition: Half<RunCondition> = {};
  const rest: Term[] = [];
  let states: readonly RunState[] = runStates.filter((one) => address.state?.split(",").includes(one));
  for (const term of query.terms) {
    const [value = ""] = term.values;
    const single = !term.negated && term.values.length === 1;
    const whole = wholly[term.field.name];
    if (term.field.name === "state") {
      const named = runStates.filter((one) => term.values.includes(one) !== term.negated);
      states = states.length === 0 ? named : states.filter((one) => named.includes(one));
    } else if (term.field.name === "waits" && !term.negated && !condition.waits) {
      condition.waits = waitNames.filter((one) => term.values.includes(one));
    } else if (whole && condition[whole] === undefined && single && !value.includes("*")) {
      condition[whole] = whole === "errorCode" ? value.toUpperCase() : value;
    } else if (term.field.name === "run" && single && term.operator === "is") condition.id = value;
    else if (term.field.name === "started" && single && term.operator !== "is") {
      const at = momentOf(value, now);
      // "started:<2h" is less than two hours ago: later, not earlier. A date is compared as a date.
      const later = parseDuration(value) === undefined ? term.operator === "more" : term.operator === "less";
      condition[later ? "createdAfter" : "createdBefore"] = iso(at);
    } else rest.push(term);
  }
  const range = address.time === undefined ? undefined : parseTimeRange(address.time);
  if (range) {
    const { from, to } = bounds(range, now);
    condition.createdAfter ??= iso(from);
    if (range.kind === "fixed") condition.createdBefore ??= iso(to);
  }
  if (states.length > 0) condition.states = states;
  const tests = [
    ...rest.map((term) => (run: RunRowFragment) => test(term, run, now) !== term.negated),
    ...query.words.map(
      ({ text, negated }) =>
        (run: RunRowFragment) =>
          haystack(run).includes(text.toLowerCase()) !== negated,
    ),
  ];
  return {
    query,
    condition,
    states,
    local: [
      ...new Set([...rest.map((term) => term.field.name), ...(query.words.length > 0 ? ["words"] : [])]),
    ],
    matches: (run) => tests.every((one) => one(run)),
  };
}

function test(term: Term, run: RunRowFragment, now: number): boolean {
  return term.values.some((value) => {
    switch (term.field.name) {
      case "flow":
        return like(run.flow?.slug ?? "", value);
      case "waits":
        return run.finishedAt === null && run.at.nodes.some((at) => waitOf(at.state, at.wait) === value);
      case "step":
        return run.at.nodes.some((at) => like(at.step, value));
      case "error":
        return run.at.nodes.some((at) => like(errorOf(at.error).code, value));
      case "trigger":
        return like(run.triggerStep ?? "", value);
      case "key":
        return like(run.idempotencyKey ?? "", value);
      case "run":
        return compare(Number(run.id), term, Number(value));
      case "version":
        return compare(run.version?.number ?? 0, term, Number(value));
      case "attempts":
        return compare(Math.max(0, ...run.at.nodes.map((at) => at.attempt)), term, Number(value));
      case "duration":
        return compare(durationOf(run, now) ?? 0, term, parseDuration(value) ?? 0);
      case "started":
        return compareMoment(run.createdAt, term, value, now);
      case "finished":
        return run.finishedAt !== null && compareMoment(run.finishedAt, term, value, now);
      default:
        return true;
    }
  });
}

export function durationOf(
  run: Pick<RunRowFragment, "startedAt" | "finishedAt">,
  now: number,
): number | null {
  if (run.startedAt === null) return null;
  return (run.finishedAt === null ? now : Date.parse(run.finishedAt)) - Date.parse(run.startedAt);
}

/** The error of a row, of which only code and message are sure to be there. */
export function errorOf(error: unknown): Problem {
  const { code, message, hint, detail }: Readonly<Record<string, unknown>> = Object(error);
  const textOf = (text: unknown) => (typeof text === "string" ? text : undefined);
  return {
    code: textOf(code) ?? "",
    message: textOf(message) ?? "",
    hint: textOf(hint),
    detail: detail ?? undefined,
  };
}

const iso = (at: number) => new Date(at).toISOString();
const momentOf = (value: string, now: number) => {
  const ago = parseDuration(value);
  return ago === undefined ? Date.parse(value) : now - ago;
};

function compareMoment(at: string, term: Term, value: string, now: number): boolean {
  const moment = Date.parse(at);
  const ago = parseDuration(value);
  if (ago === undefined) return compare(moment, term, Date.parse(value));
  return compare(now - moment, term.operator === "is" ? { operator: "less" } : term, ago);
}

function compare(left: number, { operator }: Pick<Term, "operator">, right: number): boolean {
  return operator === "more" ? left > right : operator === "less" ? left < right : left === right;
}

/** `order-*` with its one wildcard; without one, the whole. */
function like(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  if (parts.length === 1) return text.toLowerCase() === parts[0];
  const [first = "", ...others] = parts;
  let at = first.length;
  if (!text.toLowerCase().startsWith(first)) return false;
  for (const part of others) {
    const found = text.toLowerCase().indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return pattern.endsWith("*") || text.toLowerCase().endsWith(others.at(-1) ?? "");
}

const haystack = (run: RunRowFragment) =>
  [
    run.id,
    run.flow?.slug,
    run.flow?.title,
    run.idempotencyKey,
    run.reason,
    ...run.at.nodes.flatMap((at) => [at.step, errorOf(at.error).code, errorOf(at.error).message]),
  ]
    .join(" ")
    .toLowerCase();
