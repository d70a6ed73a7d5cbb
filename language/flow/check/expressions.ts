import type { Catalogue } from "../catalogue.ts";
import { codes } from "../codes.ts";
import { type Flow, stepOf } from "../document.ts";
import { printPath } from "../path.ts";
import type { Problem } from "../problem.ts";
import { type Reference, referencesOf } from "../references.ts";
import { precedence, sourcesOf, topology, upstream } from "../topology.ts";
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
  const steps = Object.entries(flow.steps).map(([key, step]) => ({
    key,
    step,
    sources: new Set(sourcesOf(flow, key)),
    reads: referencesOf(step),
  }));
  // Most read the step just before; only for the others the graph is walked, once for all of them.
  const far = steps.flatMap(({ sources, reads }) =>
    reads.flatMap(({ reference }) => {
      const name = stepNamed(reference);
      return name === undefined || sources.has(name) ? [] : [name];
    }),
  );
  const precedes = precedence(flow, far);
  return steps.flatMap(({ key, step, sources, reads }) => {
    const report = reporter(key);
    const comesBefore = (name: string) => sources.has(name) || precedes(name, key);
    const secretFields = new Set(catalogue.find(step.node)?.secrets ?? []);
    const known = catalogue.find(step.node) !== undefined;
    return [
      ...reads.flatMap(({ reference, path }) => [
        ...checkStep(flow, key, comesBefore, reference, report(path)),
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

const stepNamed = ({ root, path }: Reference) => (root === "steps" ? path[0]?.name : undefined);

/** That a step is on a cycle, or behind one, is said already; what comes before it, nobody can say. */
function checkStep(
  flow: Flow,
  key: string,
  comesBefore: (name: string) => boolean,
  reference: Reference,
  report: Report,
): Problem[] {
  const name = stepNamed(reference);
  if (name === undefined || comesBefore(name)) return [];
  const exists = stepOf(flow, name) !== undefined;
  if (exists && topology(flow).unordered.has(key)) return [];
  const what = exists ? "does not come before it" : "is not a step";
  const hint = `Steps before it: ${listed(upstream(flow, [key], hinted + 1)) || "none"}.`;
  return [report(codes.badReference, `an expression reads steps.${name}, which ${what}`, hint)];
}

/** So many names can be read in a hint. */
const hinted = 20;

function listed(names: ReadonlySet<string>): string {
  const some = [...names].slice(0, hinted).toSorted().join(", ");
  return names.size > hinted ? `${some} and others` : some;
}

/** Of several predecessors the input is an object by their keys. */
function checkInput(sources: ReadonlySet<string>, reference: Reference, report: Report): Problem[] {
  const name = reference.root === "input" ? reference.path[0]?.name : undefined;
  if (name === undefined || sources.size < 2 || sources.has(name)) return [];
  const hint = `Several steps lead to it, so its input has a field for each: ${listed(sources)}.`;
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
