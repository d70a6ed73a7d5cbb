import {
  type ConstValueNode,
  type DocumentNode,
  type FloatValueNode,
  type GraphQLSchema,
  getNamedType,
  type IntValueNode,
  isEnumType,
  Kind,
  TypeInfo,
  type VariableDefinitionNode,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from "postgraphile/graphql";
import { RefluxError } from "#db/errors.ts";
import { requireMeasure } from "#db/measure-json.ts";
import { saysTheSame } from "#language/exact-number.ts";

/**
 * Looks at the literals of a valid document. Digits that a double would lose become the default of a variable of their
 * own in what is given back: the executor asks how JSON is read for those only, and for what is no list and no object.
 *
 * Throws RFV23 for literals that JSON does not have, or that are too long to be kept. Of other types a number that is too
 * large for a double would be Infinity, and a bare word (NaN) in a list is found out only when the operation is planned,
 * as a defect of ours.
 */
export function readLiterals(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  const kept: VariableDefinitionNode[] = [];
  let inDefault = false;
  const keep = (literal: IntValueNode | FloatValueNode): VariableNode | undefined => {
    const type = types.getInputType();
    const isJson = !type || getNamedType(type).name === "JSON";
    if (isJson) requireMeasure(literal.value, "the document");
    else if (!Number.isFinite(Number(literal.value))) throw noJson(literal.value);
    if (!isJson || inDefault || saysTheSame(literal.value, Number(literal.value))) return undefined;
    const definition = definitionOf(`__digits${kept.length}`, literal);
    kept.push(definition);
    return definition.variable;
  };
  const read: DocumentNode = visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: {
        enter: () => void (inDefault = true),
        leave: () => void (inDefault = false),
      },
      FloatValue: keep,
      IntValue: keep,
      EnumValue({ value }) {
        if (!isEnumType(getNamedType(types.getInputType()))) throw noJson(value);
      },
    }),
  );
  return kept.length === 0 ? read : withVariables(read, kept);
}

function definitionOf(name: string, defaultValue: ConstValueNode): VariableDefinitionNode {
  const variable: VariableNode = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
  const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: "JSON" } } as const;
  return { kind: Kind.VARIABLE_DEFINITION, variable, type, defaultValue };
}

/** For each operation: fragments are of all of them. */
function withVariables(document: DocumentNode, variables: readonly VariableDefinitionNode[]): DocumentNode {
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const variableDefinitions = [...(definition.variableDefinitions ?? []), ...variables];
    return { ...definition, variableDefinitions };
  });
  return { ...document, definitions };
}

function noJson(value: string): RefluxError {
  const message = `the document holds ${value.slice(0, 20)}, which is nothing that JSON has`;
  return new RefluxError("RFV23", message, { hint: "Send it as a text." });
}
