import { readExpression as read } from "#language/expression.ts";
import type { ExpressionProblem } from "./protocol.ts";

/** What deploy refuses an expression for, in its words. Nothing is evaluated here. */
export const readExpression = (source: string): readonly ExpressionProblem[] =>
  read(source).problems.map((problem) => ({ code: "RFV11", ...problem }));
