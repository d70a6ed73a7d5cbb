import { ExactNumber } from "#language/exact-number.ts";
import { isFunctionValue } from "#language/function-value.ts";
import type { Json } from "#language/json.ts";
import { NodeError } from "#nodes/sdk/error.ts";

/** What one evaluation may still give. */
export interface Budget {
  /** Characters of JSON left; every admitted value is taken off. */
  left: number;
  readonly limit: number;
}

const MAX_NESTING = 200;

/**
 * A result as JSON, or an error: functions, numbers that JSON lacks, endless nesting and too much of it are refused.
 * What is plain JSON already is given back as it is, uncopied.
 */
export function admit(value: unknown, budget: Budget, nesting = 0): Json | undefined {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "string":
      spend(budget, value.length + 2);
      return value;
    case "boolean":
      spend(budget, 5);
      return value;
    case "number":
      spend(budget, 8);
      if (!Number.isFinite(value))
        throw new NodeError("RFV05", "the expression gives a number that JSON does not have");
      return value;
    case "object":
      if (value === null) return spend(budget, 4);
      if (nesting >= MAX_NESTING) throw tooCostly(`is nested more than ${MAX_NESTING} deep`);
      if (value instanceof ExactNumber) return admitNumber(value, budget);
      if (isFunctionValue(value)) throw notData();
      return Array.isArray(value)
        ? admitList(value, budget, nesting + 1)
        : admitObject(value, budget, nesting + 1);
    default:
      throw notData();
  }
}

export function tooCostly(what: string): NodeError {
  return new NodeError("RFL08", `the expression ${what}`, {
    hint: "Ask for less of the data, or split the work over steps.",
  });
}

function notData(): NodeError {
  return new NodeError("RFV05", "the expression gives a function, not data", { hint: "Call it: $name(…)." });
}

function admitNumber(number: ExactNumber, budget: Budget): ExactNumber {
  spend(budget, number.digits.length);
  return number;
}

function admitList(list: readonly unknown[], budget: Budget, nesting: number): Json {
  spend(budget, 2 + list.length);
  const admitted = list.map((item) => admit(item, budget, nesting) ?? null);
  // JSONata hangs notes of its own on its lists.
  const plain =
    Object.keys(list).length === list.length && admitted.every((item, index) => item === list[index]);
  return plain ? (list as readonly Json[]) : admitted;
}

function admitObject(object: object, budget: Budget, nesting: number): Json {
  const entries: [string, Json][] = [];
  let plain = true;
  for (const [key, value] of Object.entries(object)) {
    spend(budget, key.length + 4);
    const admitted = admit(value, budget, nesting);
    plain &&= admitted === value;
    if (admitted !== undefined) entries.push([key, admitted]);
  }
  return plain ? (object as { readonly [key: string]: Json }) : Object.fromEntries(entries);
}

function spend(budget: Budget, characters: number): null {
  budget.left -= characters;
  if (budget.left < 0) throw tooCostly(`gives more than ${budget.limit} characters of JSON`);
  return null;
}
