import type { Catalogue } from "../catalogue.ts";
import { codes } from "../codes.ts";
import { type Flow, stepOf } from "../document.ts";
import { printPath } from "../path.ts";
import type { Problem } from "../problem.ts";
import { type Reference, referencesOf } from "../references.ts";
import { sourcesOf, upstream } from "../topology.ts";
import { type CheckSource, textProblems } from "./texts.ts";

export const runFields = ["id", "input", "flow", "version", "started_at"] as const;

/**
 * Expressions that cannot be resolved: names of steps that are not there or come later, wrong fields, lost braces. The
 * parser is large, so whoever has it at hand brings it as `checkSyntax`.
 */
export function checkExpressions(
  flow: Flow,
  catalogue: Catalogue,
  checkSyntax: CheckSource = () => [],
): Problem[] {
  return Object.entries(flow.steps).flatMap(([key, step]) => {
    const report = reporter(key);
    // Walked once it is asked for: of ten thousand steps all of which read nothing, nothing is walked.
    let walked: ReadonlySet<string> | undefined;
    const above = () => (walked ??= upstream(flow, [key]));
    const sources = sourcesOf(flow, key);
    const secretFields = new Set(catalogue.find(step.node)?.secrets ?? []);
    const known = catalogue.find(step.node) !== undefined;
    return [
      ...referencesOf(step).flatMap(({ reference, path }) => [
        ...checkStep(flow, above, reference, report(path)),
        ...checkInput(sources, reference, report(path)),
        ...checkRun(reference, report(path)),
        ...(known ? checkSecret(secretFields, reference, path, report(path)) : []),
      ]),
      ...textProblems(step["config"], checkSyntax).map(({ path, code, message, hint }) =>
        report(["config", ...path])(code, message, hint),
      ),
    ];
  });
}

type Report = (code: string, message: string, hint?: string, severity?: Problem["severity"]) => Problem;

function checkStep(
  flow: Flow,
  above: () => ReadonlySet<string>,
  reference: Reference,
  report: Report,
): Problem[] {
  const name = reference.root === "steps" ? reference.path[0]?.name : undefined;
  if (name === undefined || above().has(name)) return [];
  const what = stepOf(flow, name) ? "does not come before it" : "is not a step";
  const hint = `Steps before it: ${[...above()].toSorted().join(", ") || "none"}.`;
  return [report(codes.badReference, `an expression reads steps.${name}, which ${what}`, hint)];
}

/** Of several predecessors the input is an object by their keys. */
function checkInput(sources: readonly string[], reference: Reference, report: Report): Problem[] {
  const name = reference.root === "input" ? reference.path[0]?.name : undefined;
  if (name === undefined || sources.length < 2 || sources.includes(name)) return [];
  const hint = `Several steps lead to it, so its input has a field for each: ${sources.toSorted().join(", ")}.`;
  return [report(codes.badReference, `an expression reads input.${name}, which does not lead to it`, hint)];
}

function checkRun(reference: Reference, report: Report): Problem[] {
  const name = reference.root === "run" ? reference.path[0]?.name : undefined;
  if (name === undefined || runFields.some((field) => field === name)) return [];
  const message = `an expression reads run.${name}, which a run does not have`;
  return [report(codes.badReference, message, `Fields: ${runFields.join(", ")}.`, "warning")];
}

function checkSecret(
  fields: ReadonlySet<string>,
  reference: Reference,
  path: readonly string[],
  report: Report,
): Problem[] {
  if (reference.root !== "secrets") return [];
  if (path[0] === "config" && path[1] !== undefined && fields.has(path[1])) return [];
  const message = "a secret may not be used in this field";
  const hint =
    fields.size > 0 ? `Fields for secrets: ${[...fields].join(", ")}.` : "This node takes no secrets.";
  return [report(codes.badReference, message, hint)];
}

function reporter(step: string): (path: readonly string[]) => Report {
  return (path) =>
    (code, message, hint, severity = "error") => ({
      path: printPath(["steps", step, ...path]),
      code,
      message,
      step,
      severity,
      ...(hint === undefined ? {} : { hint }),
    });
}
