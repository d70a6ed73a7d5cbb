import {
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from "postgraphile/graphql";
import { RefluxError } from "#db/errors.ts";

/** What the variables of an operation may be, before they are coerced. Values of the type JSON are not walked. */
export const variableLimits = {
  /** Items of lists and fields of objects, in all. */
  values: 5_000,
  levels: 20,
  /** Characters of a number, a date, an enum. Texts and JSON have the size of the body. */
  text: 500,
} as const;

/** Throws RFL02. Coercion makes an error of each wrong value and quotes it: so wrong ones must be few, and short. */
export function assertFewValues(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  const count = { values: 0 };
  for (const { variable, type: node } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (type && Object.hasOwn(variables, name)) walk(type, variables[name], { name, count, level: 0 });
  }
}

type At = { readonly name: string; readonly count: { values: number }; readonly level: number };

function walk(type: ReturnType<typeof typeFromAST> & object, value: unknown, at: At): void {
  if (isNonNullType(type)) return walk(type.ofType, value, at);
  const { name, count, level } = at;
  count.values += 1;
  if (count.values > variableLimits.values) throw tooMuch(name, "values", "values");
  if (level > variableLimits.levels) throw tooMuch(name, "levels", "levels");
  const inner = { ...at, level: level + 1 };
  if (isListType(type)) {
    if (!Array.isArray(value)) return walk(type.ofType, value, inner);
    // By its length, before any of it is looked at.
    if (count.values + value.length > variableLimits.values) throw tooMuch(name, "values", "values");
    for (const item of value) walk(type.ofType, item, inner);
  } else if (isInputObjectType(type)) {
    if (typeof value !== "object" || value === null) return leaf(name, value);
    const entries = Object.entries(value);
    if (count.values + entries.length > variableLimits.values) throw tooMuch(name, "values", "values");
    const fields: Readonly<Record<string, { readonly type: GraphQLInputType }>> = type.getFields();
    for (const [field, item] of entries) {
      const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (known) walk(known.type, item, inner);
    }
  } else if (!isScalarType(type) || !isOpen(type.name)) {
    leaf(name, value);
  }
}

/** Whatever is no text or JSON is short. An object here is wrong, and would be quoted. */
function leaf(name: string, value: unknown): void {
  if (typeof value === "string" && value.length > variableLimits.text)
    throw tooMuch(name, "text", "characters in a value that is no text");
  if (typeof value === "object" && value !== null)
    throw new RefluxError("RFV06", `the variable $${name} has a list or an object where a value belongs`);
}

/** Their values may be as large as the body. */
function isOpen(scalar: string): boolean {
  return scalar === "JSON" || scalar === "String" || scalar === "Base64EncodedBinary";
}

function tooMuch(name: string, what: keyof typeof variableLimits, words: string): RefluxError {
  const limit = variableLimits[what];
  return new RefluxError("RFL02", `the variable $${name.slice(0, 100)} has more than ${limit} ${words}`, {
    detail: { limit },
    hint: "send less at once",
  });
}
