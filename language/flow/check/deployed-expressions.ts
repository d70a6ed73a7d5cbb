import { readExpression } from "../../expression.ts";
import { isObject } from "../../is-object.ts";
import { codes } from "../codes.ts";
import { printPath } from "../path.ts";
import type { Defect } from "../problem.ts";
import { type SourceProblem, textProblems } from "./texts.ts";

/**
 * Every problem of the expressions in a flow's step configs: syntax, forbidden names, names out of scope, steps the
 * flow does not have. Whatever else is wrong with the document is for others to say.
 */
export function checkExpressions(graph: unknown): Defect[] {
  const steps = isObject(graph) && isObject(graph["steps"]) ? graph["steps"] : {};
  const keys = new Set(Object.keys(steps));
  const some = [...keys].slice(0, 20).join(", ");
  return Object.entries(steps).flatMap(([key, step]) =>
    isObject(step)
      ? textProblems(step["config"], (source) => sourceProblems(source, keys, some)).map(
          ({ path, ...problem }) => ({
            path: printPath(["steps", key, "config", ...path]),
            ...problem,
          }),
        )
      : [],
  );
}

/** What the parser refuses an expression for, with the code of deploy. */
export function syntaxProblems(source: string): SourceProblem[] {
  return readExpression(source).problems.map((problem) => ({ code: codes.badExpression, ...problem }));
}

function sourceProblems(source: string, steps: ReadonlySet<string>, some: string): SourceProblem[] {
  const { problems, reads } = readExpression(source);
  const missing = reads.steps === "all" ? [] : [...reads.steps].filter((key) => !steps.has(key));
  return [
    ...problems.map((problem) => ({ code: codes.badExpression, ...problem })),
    ...missing.map((key) => ({
      code: codes.badReference,
      message: `the flow has no step "${key}"`,
      hint: `Its steps are ${some}. A key with other characters than letters, digits and _ needs backticks.`,
    })),
  ];
}
