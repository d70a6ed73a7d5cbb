import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "postgraphile/graphql";
import { expect } from "vitest";

/** Ids of the rows that arguments are to name. */
type Ids = Readonly<Record<string, string>>;

/**
 * One query for each field of the root: as much below it as the limits allow, every field that can be asked without
 * arguments, and the ids of `target` wherever an argument asks for one. What is added to the schema is asked too.
 */
export function everything(schema: GraphQLSchema, target: Ids): readonly (readonly [string, string])[] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  return fields.flatMap((field) =>
    select(field, target, depth, field.name).map((part) => [field.name, `{ ${part} }`] as const),
  );
}

/**
 * One call for each mutation, aimed at `target` by every argument that names something, and asking for all of the answer.
 */
export function everyChange(schema: GraphQLSchema, target: Ids): readonly (readonly [string, string])[] {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  return fields.map((field) => {
    const input = getNamedType(field.args[0]?.type ?? expect.fail(`${field.name} takes no input`));
    const given = isInputObjectType(input) ? Object.values(input.getFields()) : [];
    const said = given.flatMap(({ name }) => {
      const value = changeOf(name, field.name, target);
      return value === undefined ? [] : [`${name}: ${value}`];
    });
    const answer = getNamedType(field.type);
    const asked = isObjectType(answer) ? below(answer, target, depth - 3).join(" ") : "__typename";
    return [field.name, `mutation { ${field.name}(input: { ${said.join(", ")} }) { ${asked} } }`];
  });
}

function changeOf(name: string, field: string, ids: Ids): string | undefined {
  const slug = ids["slug"] ?? "";
  const document = `{ reflux: 1, name: "${slug}", steps: { a: { node: "test.work" } }, edges: [] }`;
  const byName: Readonly<Record<string, string>> = {
    slug: JSON.stringify(slug),
    flow: JSON.stringify(slug),
    flows: JSON.stringify([slug]),
    calls: JSON.stringify([slug]),
    hosts: '["evil.example"]',
    newSlug: '"copy"',
    name: JSON.stringify(field.endsWith("Secret") ? `${slug}_marker` : "walker"),
    value: '"evil"',
    runId: JSON.stringify(ids["run"]),
    id: JSON.stringify(ids["apiToken"]),
    step: '"receive"',
    role: '"viewer"',
    enabled: "false",
    version: "1",
    lease: "{ seconds: 7 }",
    graph: document,
    document,
  };
  return byName[name];
}

/** Deep enough for connection, node, relation, connection, node. */
const depth = 6;

/** A field in as many pieces as the limit of an operation asks for. */
function select(
  field: GraphQLField<unknown, unknown>,
  ids: Ids,
  levels: number,
  root?: string,
): readonly string[] {
  const type = getNamedType(field.type);
  const args = argumentsOf(field, ids, root);
  const call = `${field.name}${args === "" ? "" : `(${args})`}`;
  if (!isObjectType(type)) return [call];
  const pieces: string[][] = [[]];
  for (const part of below(type, ids, levels - 1)) {
    if (pointsOf([...(pieces.at(-1) ?? []), part].join(" ")) > mostPoints) pieces.push([]);
    pieces.at(-1)?.push(part);
  }
  return pieces.map((parts) => `${call} { ${parts.join(" ")} }`);
}

/** Below shapeLimits.points, with room for what stands around a piece. */
const mostPoints = 1_200;
/** No less than shape.ts counts: a point a word, ten what has fields of its own. */
const pointsOf = (text: string) =>
  text.match(/[\w"-]+|\{/g)?.reduce((sum, word) => sum + (word === "{" ? 10 : 1), 0) ?? 0;

function below(type: GraphQLObjectType, ids: Ids, levels: number): readonly string[] {
  const fields = Object.values(type.getFields()).filter((field) => {
    const isOpen = field.args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined);
    // Edges are nodes once more.
    return isOpen && field.name !== "edges" && (levels > 1 || isLeafType(getNamedType(field.type)));
  });
  return ["__typename", ...fields.flatMap((field) => select(field, ids, levels))];
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
    hash: `${ids["slug"]}-marker`,
    name: root.startsWith("secret") ? `${ids["slug"]}_marker` : undefined,
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
