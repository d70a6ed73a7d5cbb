import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "postgraphile/graphql";

/** Ids of the rows that arguments are to name. */
type Ids = Readonly<Record<string, string>>;

/**
 * One query for each field of the root: as much below it as the limits allow, every field that can be asked without
 * arguments, and the ids of `target` wherever an argument asks for one. What is added to the schema is asked too.
 */
export function everything(schema: GraphQLSchema, target: Ids): readonly (readonly [string, string])[] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  return fields.map((field) => [field.name, `{ ${select(field, target, depth, field.name)} }`]);
}

/** Deep enough for connection, node, relation, connection, node. */
const depth = 6;

function select(field: GraphQLField<unknown, unknown>, ids: Ids, levels: number, root?: string): string {
  const type = getNamedType(field.type);
  const args = argumentsOf(field, ids, root);
  const call = `${field.name}${args === "" ? "" : `(${args})`}`;
  return isObjectType(type) ? `${call} { ${below(type, ids, levels - 1)} }` : call;
}

function below(type: GraphQLObjectType, ids: Ids, levels: number): string {
  const fields = Object.values(type.getFields()).filter((field) => {
    const isOpen = field.args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined);
    // Edges are nodes once more.
    return isOpen && field.name !== "edges" && (levels > 1 || isLeafType(getNamedType(field.type)));
  });
  return ["__typename", ...fields.map((field) => select(field, ids, levels))].join(" ");
}

function argumentsOf({ args }: GraphQLField<unknown, unknown>, ids: Ids, root: string | undefined): string {
  return args
    .flatMap((arg) => {
      if (arg.name === "first") return ["first: 2"];
      const value = root === undefined ? undefined : valueOf(arg, ids, root);
      return value === undefined ? [] : [`${arg.name}: ${value}`];
    })
    .join(", ");
}

function valueOf({ name, type }: GraphQLArgument, ids: Ids, root: string): string | undefined {
  if (name === "id") return JSON.stringify(idFor(root, ids));
  const byName: Readonly<Record<string, unknown>> = {
    runId: ids["run"],
    flowId: ids["flow"],
    flow: ids["slug"],
    slug: ids["slug"],
    // The one that failed has something to say.
    step: root === "why" ? "work" : "receive",
    path: `${ids["slug"]}-marker-path`,
    method: "POST",
    number: 1,
    version: 1,
  };
  const value = byName[name];
  if (value !== undefined) return JSON.stringify(value);
  if (!isNonNullType(type)) return undefined;
  switch (getNamedType(type).name) {
    case "Int":
      return "1";
    case "Boolean":
      return "true";
    case "JSON":
      return "{}";
    default:
      return `"1"`;
  }
}

function idFor(root: string, ids: Ids): string | number {
  const id = ids[root === "flowVersion" ? "version" : root] ?? "1";
  // BigInt is text, Int (nodes) is a number.
  return root === "node" ? 1 : id;
}
