import { isObject } from "../../is-object.ts";
import { codes } from "../codes.ts";
import type { Path } from "../path.ts";
import { slotHint, slotProblem, slots } from "../template.ts";

export interface SourceProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The same at a place inside a value. */
export interface TextProblem extends SourceProblem {
  readonly path: Path;
}

/** What is wrong with an expression by itself. */
export type CheckSource = (source: string) => readonly SourceProblem[];

/**
 * What is wrong with the templates of a config: braces that hold no expression, expressions where none can stand, and what
 * `check` says of each. The page and deploy ask here, each with the reader that it has.
 */
export function textProblems(value: unknown, check: CheckSource, path: Path = []): TextProblem[] {
  if (typeof value === "string") {
    return slots(value).flatMap((slot) => {
      const wrong = slotProblem(slot);
      const problems =
        wrong === undefined
          ? check(slot.expression)
          : [{ code: codes.badExpression, message: wrong, hint: slotHint }];
      return problems.map((problem) => ({ path, ...problem }));
    });
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => textProblems(item, check, [...path, String(index)]));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, key];
    return key.includes("{{") ? [{ path: here, ...inKey }] : textProblems(child, check, here);
  });
}

const inKey = {
  code: codes.badExpression,
  message: "an expression cannot stand in a key",
  hint: 'Build the whole object in one expression: "{{ { name: value } }}".',
};
