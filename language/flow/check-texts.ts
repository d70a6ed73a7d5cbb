import { type Reads, readExpression } from "../expression.ts";
import { parseTemplate } from "./split.ts";

/** One thing that is wrong with a flow document, and where. */
export type Problem = {
  /** `steps.shape.config.value.lines[0].id` */
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** A warning is told, and keeps nothing from being deployed. */
  readonly severity?: "warning";
};

/**
 * Every problem of the expressions in a flow's step configs: syntax, forbidden names, names out of scope, steps the
 * flow does not have. Whatever else is wrong with the document is for others to say.
 */
export function checkExpressions(graph: unknown): Problem[] {
  const steps = isObject(graph) && isObject(graph.steps) ? graph.steps : {};
  const keys = new Set(Object.keys(steps));
  return Object.entries(steps).flatMap(([key, step]) =>
    isObject(step) ? checkValue(step.config, `${join("steps", key)}.config`, keys) : [],
  );
}

function checkValue(value: unknown, path: string, steps: ReadonlySet<string>): Problem[] {
  if (typeof value === "string") return value.includes("{{") ? checkText(value, path, steps) : [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => checkValue(item, `${path}[${index}]`, steps));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = join(path, key);
    return key.includes("{{") ? [problem(at, KEY_MESSAGE, KEY_HINT)] : checkValue(child, at, steps);
  });
}

const KEY_MESSAGE = "an expression cannot stand in a key";
const KEY_HINT = 'Build the whole object in one expression: "{{ { name: value } }}".';

function checkText(text: string, path: string, steps: ReadonlySet<string>): Problem[] {
  try {
    return parseTemplate(text).flatMap((part) =>
      part.kind === "text" ? [] : checkSource(part.source, path, steps),
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [problem(path, message, 'For a literal {{ write {{ "{{" }}.')];
  }
}

function checkSource(source: string, path: string, steps: ReadonlySet<string>): Problem[] {
  const { problems, reads } = readExpression(source);
  return [
    ...problems.map(({ message, hint }) => problem(path, message, hint)),
    ...missingSteps(reads, steps).map((key) => ({
      ...problem(path, `the flow has no step "${key}"`, stepsHint(steps)),
      code: "RFV16",
    })),
  ];
}

function missingSteps({ steps: read }: Reads, steps: ReadonlySet<string>): string[] {
  return read === "all" ? [] : [...read].filter((key) => !steps.has(key));
}

function stepsHint(steps: ReadonlySet<string>): string {
  return `Its steps are ${[...steps].slice(0, 20).join(", ")}. A key with other characters than letters, digits and _ needs backticks.`;
}

function problem(path: string, message: string, hint: string): Problem {
  return { path, code: "RFV11", message, hint };
}

export function join(path: string, key: string): string {
  return /^[^.[\]\s]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
