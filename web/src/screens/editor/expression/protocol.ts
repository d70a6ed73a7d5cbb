/** What the page and the worker of expressions say to each other. */
import type { SourceProblem } from "#language/flow/check/texts.ts";

export type ExpressionProblem = SourceProblem;

/** The names that an expression sees, as the engine gives them to a step. */
export type Scope = Readonly<Record<string, unknown>>;

/** The value as JSON, cut to what can be shown. */
export type Evaluation =
  | { readonly json: string; readonly cut: boolean }
  | { readonly problem: ExpressionProblem };

/**
 * `template`: the value and the scope as JSON, since a message between threads knows numbers of JavaScript only; and, for a
 * run that is over, `facts`.
 */
export type Request =
  | { readonly ask: "read"; readonly sources: readonly string[] }
  | { readonly ask: "evaluate"; readonly template: string };

export type Reply =
  | { readonly said: "ready" }
  | { readonly said: "read"; readonly problems: readonly (readonly ExpressionProblem[])[] }
  | { readonly said: "evaluated"; readonly evaluation: Evaluation };
