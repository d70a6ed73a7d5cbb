import { type FieldNode, type GraphQLField, getArgumentValues, getNamedType } from "postgraphile/graphql";

/**
 * What a leaf may weigh in an answer, in bytes; multiplied by the lists it stands in. A value is as large as the setting
 * max_payload_bytes allows, and nearly always a thousandth of it: so this is what Postgres is asked to gather at worst
 * but for giants. What is really read is counted as it comes (`reading.ts`).
 */
export function bytesOf(
  type: string,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
  previewBytes: number | undefined,
): number {
  if (getNamedType(field.type).name !== "JSON") return usual;
  if (field.args.some(({ name }) => name === "maxBytes"))
    return previewOf(getArgumentValues(field, node, { ...variables }));
  return previewBytes ?? json[`${type}.${field.name}`] ?? small;
}

/** Of the argument of a field that shortens what it gives; undefined where a field does not. */
export function previewOf(args: Readonly<Record<string, unknown>>): number {
  const { maxBytes } = args;
  return typeof maxBytes === "number" ? Math.max(maxBytes, 64) : usualPreview;
}

const usual = 256;
const small = 16 * 1024;
const usualPreview = 65_536;
const whole = 1024 * 1024;

/** Fields of type JSON that may hold what a user wrote or a node returned; every other is of our own making. */
const json: Readonly<Record<string, number>> = {
  "Flow.document": whole,
  "FlowDraft.document": whole,
  "FlowVersion.document": whole,
  "Graph.document": whole,
  "Output.body": whole,
  "Query.checkFlow": whole,
  "Query.flowDocument": whole,
  "Query.stepInput": whole,
  "Query.stepOutput": whole,
  "Run.input": whole,
  "Run.output": whole,
  "RunStep.editedInput": whole,
  "RunStep.output": whole,
  "Step.input": whole,
  "Step.output": whole,
};
