import jsonata, { type Expression } from "jsonata";
import { functions } from "./functions.ts";
import { exactOperators } from "./operators.ts";

/** What JSONata is told of the bounds of an evaluation; it reads them each time it evaluates. */
export interface EvaluatorOptions {
  timeout?: number;
  stack?: number;
  readonly sequence: number;
  readonly RegexEngine: RegExpConstructor;
}

export type Evaluator = Pick<Expression, "evaluate" | "registerFunction">;

/**
 * JSONata, with the values that REFLUX promises: no digit is lost, text is UTF-8, dates are of the calendar, zones have
 * names. README.md lists where it differs from the library alone. There is no `$eval`.
 */
export function createEvaluator(source: string, options: EvaluatorOptions): Evaluator {
  const expression = jsonata(source, options);
  exactOperators(expression.ast(), source);
  for (const [name, { run, signature }] of functions) expression.registerFunction(name, run, signature);
  expression.assign("eval", undefined);
  return expression;
}
