import { schemaDefects } from "../../schema/index.ts";
import type { Catalogue } from "../catalogue.ts";
import { codes } from "../codes.ts";
import type { Flow } from "../document.ts";
import { flowFields } from "../order.ts";
import type { Problem } from "../problem.ts";
import { checkEdges } from "./edges.ts";
import { checkExpressions } from "./expressions.ts";
import { checkSteps } from "./steps.ts";
import type { CheckSource } from "./texts.ts";

const maxSteps = 20_000;

/**
 * Everything that deploy would refuse, each with its place, in the words of the database function `check_flow`.
 * The server stays the judge; this only says it sooner.
 */
export function validate(flow: Flow, catalogue: Catalogue, checkSyntax?: CheckSource): Problem[] {
  return [
    ...checkFields(flow),
    ...checkSteps(flow, catalogue),
    ...checkEdges(flow, catalogue),
    ...checkExpressions(flow, catalogue, checkSyntax),
  ];
}

function checkFields(flow: Flow): Problem[] {
  const count = Object.keys(flow.steps).length;
  const unknown = Object.keys(flow.rest).filter((key) => !flowFields.some((field) => field === key));
  return [
    ...unknown.map((key) =>
      problem(key, codes.unknownField, "is not a field of a flow", `Fields: ${flowFields.join(", ")}.`),
    ),
    ...(count === 0
      ? [problem("steps", codes.malformed, "a flow needs at least one step", "Add a step.")]
      : []),
    ...(flow.input !== undefined
      ? schemaDefects(flow.input, "input").map((defect) =>
          problem(defect.path, defect.unknown ? codes.unknownField : codes.malformed, defect.message),
        )
      : []),
    ...(count > maxSteps ? [problem("steps", "RFV04", `a flow may have at most ${maxSteps} steps`)] : []),
  ];
}

function problem(path: string, code: string, message: string, hint?: string): Problem {
  const base = { path, code, message, severity: "error" as const };
  return hint === undefined ? base : { ...base, hint };
}
