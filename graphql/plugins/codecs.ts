import { TYPES } from "postgraphile/@dataplan/pg";
import type { ValueNode } from "postgraphile/graphql";
import { readNumber } from "#language/exact-number.ts";
import { parseJson } from "#language/json.ts";

/**
 * How values go between Postgres and GraphQL. JSON keeps its digits: of what Postgres sends, and of literals. And
 * PostGraphile knows no codec for xid8, a column of the change log, and says so at every start.
 */
export const CodecsPlugin: GraphileConfig.Plugin = {
  name: "RefluxCodecsPlugin",
  description: "Reads transaction ids as numbers, and keeps the digits of JSON.",
  version: "1.0.0",
  gather: {
    hooks: {
      pgCodecs_findPgCodec(_info, event) {
        if (event.pgType.typname === "xid8") event.pgCodec = TYPES.bigint;
      },
    },
  },
  schema: {
    hooks: {
      GraphQLScalarType(scalar, build) {
        if (scalar.name !== build.inflection.builtin("JSON")) return scalar;
        return { ...scalar, parseLiteral: (literal, variables) => jsonOf(literal, variables ?? {}) };
      },
    },
  },
};

// The library's own codecs, wherever it has taken them up.
for (const type of [TYPES.json, TYPES.jsonb]) type.fromPg = parseJson as typeof type.fromPg;

function jsonOf(literal: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (literal.kind) {
    case "IntValue":
    case "FloatValue":
      return readNumber(literal.value);
    case "StringValue":
    case "BooleanValue":
      return literal.value;
    case "ListValue":
      return literal.values.map((item) => jsonOf(item, variables));
    case "ObjectValue": {
      // A field may have any name, `__proto__` too.
      const object: Record<string, unknown> = Object.create(null);
      for (const { name, value } of literal.fields) object[name.value] = jsonOf(value, variables);
      return object;
    }
    case "Variable":
      return variables[literal.name.value];
    case "NullValue":
      return null;
    default:
      return undefined;
  }
}
