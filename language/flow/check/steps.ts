import { cronProblem, zoneProblem } from "../../cron.ts";
import { type SchemaProblem, schemaProblems } from "../../schema/index.ts";
import { type Catalogue, declaredPorts, isTrigger } from "../catalogue.ts";
import { codes } from "../codes.ts";
import {
  configOf,
  defaultPort,
  type Flow,
  isDisabled,
  isObject,
  type Json,
  type JsonObject,
  type Step,
} from "../document.ts";
import { isTimeout, milliseconds } from "../duration.ts";
import { isKey } from "../names.ts";
import { concurrencyOptions, pinOptions, retryOptions, stepOptions } from "../order.ts";
import { printPath } from "../path.ts";
import type { Problem } from "../problem.ts";
import { expressionsIn } from "./trigger-config.ts";

/** Defects of the steps one by one: keys, nodes, options, configuration. */
export function checkSteps(flow: Flow, catalogue: Catalogue): Problem[] {
  return Object.entries(flow.steps).flatMap(([key, step]) => [
    ...checkKey(key),
    ...checkNode(key, step, catalogue),
    ...checkOptions(key, step),
    ...checkEffects(key, step, catalogue),
    ...checkConfig(key, step, catalogue),
  ]);
}

function checkKey(key: string): Problem[] {
  if (isKey(key)) return [];
  const hint = "Expressions name steps as steps.<key>, so the key must be a name.";
  return [at(key, [], codes.badKey, "a step key is letters, digits and _, and starts with no digit", hint)];
}

function checkNode(key: string, step: Step, catalogue: Catalogue): Problem[] {
  if (catalogue.find(step.node)) return [];
  const known = [...new Set(catalogue.types.map((type) => type.id))].toSorted().join(", ");
  const hint = known ? `Known: ${known}.` : "None is known yet; start a worker, it announces its nodes.";
  return [at(key, ["node"], codes.unknownNode, `unknown node ${step.node}`, hint)];
}

function checkConfig(key: string, step: Step, catalogue: Catalogue): Problem[] {
  const type = catalogue.find(step.node);
  if (!type) return [];
  const config = configOf(step);
  const expressions = type.kind === "trigger" ? expressionsIn(config) : [];
  return [
    ...scheduleProblems(step.node, config),
    ...schemaProblems(type.config, config, { templates: type.kind !== "trigger" }),
    ...expressions,
  ].map(({ path, message, hint }) => at(key, ["config", ...path], codes.schema, message, hint));
}

/** A schedule that could never fire. */
function scheduleProblems(node: string, { cron, timezone }: JsonObject): SchemaProblem[] {
  if (node.split("@")[0] !== "schedule.cron") return [];
  const [never, nowhere] = [
    typeof cron === "string" && cronProblem(cron),
    typeof timezone === "string" && zoneProblem(timezone),
  ];
  const examples = {
    cron: "For example 0 7 * * 1-5: at seven, Monday to Friday.",
    zone: "Names are as in Europe/Berlin; left out, it is UTC.",
  };
  return [
    ...(never ? [{ path: ["cron"], message: never, hint: examples.cron }] : []),
    ...(nowhere ? [{ path: ["timezone"], message: nowhere, hint: examples.zone }] : []),
  ];
}

function checkOptions(key: string, step: Step): Problem[] {
  return Object.entries(step).flatMap(([option, value]) => {
    if (!isOption(option)) {
      const hint = `Options: ${stepOptions.join(", ")}.`;
      return [at(key, [option], codes.unknownField, "is not a step option", hint)];
    }
    const wanted = optionRules[option](value);
    if (wanted !== undefined) return [at(key, [option], codes.badOption, `must be ${wanted}`)];
    return isObject(value) ? checkInside(key, option, value) : [];
  });
}

function checkInside(key: string, option: string, value: JsonObject): Problem[] {
  const known = inside[option];
  if (!known) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    if (!known.includes(name)) {
      const hint = `Known: ${known.join(", ")}.`;
      return [at(key, [option, name], codes.unknownField, "is not known here", hint)];
    }
    const wanted = option === "retry" ? retryRules[name]?.(part) : undefined;
    return wanted === undefined ? [] : [at(key, [option, name], codes.badOption, `must be ${wanted}`)];
  });
}

/** The options that have keys of their own. */
const inside: Readonly<Record<string, readonly string[]>> = {
  retry: retryOptions,
  concurrency: concurrencyOptions,
  pin: pinOptions,
};

/** Options that would do nothing. */
function checkEffects(key: string, step: Step, catalogue: Catalogue): Problem[] {
  const type = catalogue.find(step.node);
  if (!type) return [];
  const add = (option: string, message: string) => at(key, [option], codes.badOption, message);
  const passable = isTrigger(type) || (declaredPorts(step, type)?.includes(defaultPort) ?? true);
  return [
    ...("cache" in step ? [add("cache", "does nothing yet: no output is kept for another run")] : []),
    ...(isDisabled(step) && !passable
      ? [add("disabled", "cannot be: a disabled step hands its input on by port out, which it does not have")]
      : []),
    ...("timeout" in step && (type.id === "wait" || type.id === "flow.call")
      ? [add("timeout", "does nothing: it bounds a try, and this step sleeps between its tries")]
      : []),
  ];
}

/** What the value should have been, or undefined when it is right. */
type Rule = (value: Json) => string | undefined;

const object: Rule = (value) => (isObject(value) ? undefined : "an object");
const text: Rule = (value) => (typeof value === "string" ? undefined : "a text");
const year = 366 * 86_400_000;
const span: Rule = (value) => {
  const ms = milliseconds(value);
  return ms !== undefined && ms >= 0 && ms <= year ? undefined : "a duration of up to a year, such as 1s";
};
const oneOf =
  (...choices: string[]): Rule =>
  (value) =>
    typeof value === "string" && choices.includes(value)
      ? undefined
      : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;

const optionRules: Record<(typeof stepOptions)[number], Rule> = {
  node: text,
  config: object,
  retry: object,
  cache: object,
  pin: object,
  title: text,
  note: text,
  disabled: (value) => (typeof value === "boolean" ? undefined : "true or false"),
  join: oneOf("all", "any"),
  on_error: oneOf("fail", "continue", "edge"),
  timeout: (value) => (isTimeout(value) ? undefined : "a duration above zero and up to 24 days, such as 30s"),
  concurrency: (value) => {
    const fits =
      isObject(value) && isWhole(value["limit"], 1, 999_999) && typeof (value["key"] ?? "") === "string";
    return fits ? undefined : "an object with a limit of at least 1, and maybe a key";
  },
};

const retryRules: Readonly<Record<string, Rule>> & Record<(typeof retryOptions)[number], Rule> = {
  max: (value) => (isWhole(value, 0, 100) ? undefined : "a whole number from 0 to 100"),
  backoff: oneOf("exponential", "fixed"),
  initial: span,
  limit: span,
  jitter: (value) =>
    typeof value === "number" && value >= 0 && value <= 1 ? undefined : "a number from 0 to 1",
  classes: (value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([code, max]) => /^RF([VSCNPLTXI]([0-9]{1,2})?)?$/.test(code) && isWhole(max, 0, 999),
    )
      ? undefined
      : "an object of whole numbers by error code or its beginning",
};

function isOption(name: string): name is (typeof stepOptions)[number] {
  return stepOptions.some((option) => option === name);
}

function isWhole(value: Json | undefined, least: number, most: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function at(step: string, path: readonly string[], code: string, message: string, hint?: string): Problem {
  const base = { path: printPath(["steps", step, ...path]), code, message, step, severity: "error" as const };
  return hint === undefined ? base : { ...base, hint };
}
