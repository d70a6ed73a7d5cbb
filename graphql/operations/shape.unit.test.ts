import { readFileSync } from "node:fs";
import {
  buildSchema,
  type FragmentDefinitionNode,
  getNamedType,
  getOperationAST,
  isObjectType,
  Kind,
  parse,
  specifiedRules,
  validate,
} from "postgraphile/graphql";
import { expect, test } from "vitest";
import { assertAffordable } from "./cost.ts";
import { assertModest, shapeLimits } from "./shape.ts";
import { assertFewValues } from "./variables.ts";
import { bytesOf } from "./weight.ts";

const schema = buildSchema(read("../schema.graphql"));
const persisted = Object.values(
  JSON.parse(read("../../web/generated/persisted-documents.json")) as Record<string, string>,
);

test("every operation of the page is modest and affordable, by a wide margin", () => {
  expect(persisted.length).toBeGreaterThan(50);
  for (const text of persisted) {
    const document = parse(text, { maxTokens: shapeLimits.words / 5 });
    const operation = getOperationAST(document);
    if (!operation) throw new Error(text);
    // Every one of them is there, as coercion would have it; a hundred is a page, and the rest is not looked at.
    const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const variables = Object.fromEntries(names.map((name) => [name, 100]));

    expect(() => assertModest(document), text).not.toThrow();
    expect(() =>
      assertAffordable({ schema, operation, fragments: fragmentsOf(text), variables }),
    ).not.toThrow();
  }
});

test("every list of the schema has a size, and every value of type JSON a weight", () => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__") || type.name === "Subscription") continue;
    for (const field of Object.values(type.getFields())) {
      const inner = getNamedType(field.type);
      const where = `${type.name}.${field.name}`;
      if (inner.name.endsWith("Connection"))
        expect(field.args.find(({ name }) => name === "first")?.defaultValue, where).toBe(100);
      if (inner.name !== "JSON") continue;
      const [node] = fieldsOf(`{ ${field.name} }`);
      // What an attempt used is four numbers of our own making.
      const least = field.name === "usage" ? 64 : 16_384;
      if (node) expect(bytesOf(type.name, field, node, {}, undefined), where).toBeGreaterThanOrEqual(least);
    }
  }
});

/** Whatever can stand twice in itself, and whatever can stand beside itself: each nested in each. */
const bricks: readonly ((inner: string, name: string) => string)[] = [
  (inner) => `${inner} ${inner}`,
  (inner) => `... { ${inner} } ... on Run { ${inner} }`,
  (inner, name) => `a${name}: parent { ${inner} } b${name}: parent { ${inner} }`,
  (inner) => `parent { ${inner} } parent { ${inner} }`,
  (inner, name) => `... @include(if: true) { ${inner} } c${name}: children(first: 1) { nodes { ${inner} } }`,
  (inner) => `parent { id ${inner} } flow { id } flow { slug }`,
];

test("whatever is modest is validated in no time, and the rest is refused in none", () => {
  let modest = 0;
  for (const [i, outer] of bricks.entries())
    for (const [j, inner] of bricks.entries())
      for (const levels of [2, 4, 6, 8, 16, 49]) {
        const make = (level: number) => (level % 2 === 0 ? outer : inner)(`...F${level + 1}`, String(level));
        const fragments = Array.from({ length: levels }, (_, n) => `fragment F${n} on Run { ${make(n)} }`);
        const text = `{ runs(first: 1) { nodes { ...F0 } } } ${fragments.join(" ")} fragment F${levels} on Run { id state }`;
        const before = process.cpuUsage();
        const document = parse(text);
        try {
          assertModest(document);
          modest += 1;
          validate(schema, document, specifiedRules, { maxErrors: 10 });
        } catch (error) {
          expect(error).toMatchObject({ code: "RFL02" });
        }
        const { user } = process.cpuUsage(before);
        expect(user / 1_000, `${i} in ${j}, ${levels} levels`).toBeLessThan(150);
      }
  expect(modest).toBeGreaterThan(20);
});

test("a fragment in a circle is refused before it is followed", () => {
  expect(() =>
    assertModest(parse("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")),
  ).toThrow("contains itself");
});

test.each([
  ["a long list", "[RunState!]", Array.from({ length: 6_000 }, () => "failed"), "RFL02"],
  ["a list that is within limits", "[RunState!]", Array.from({ length: 4_000 }, () => "failed"), "fine"],
  ["a long number", "BigInt", "9".repeat(501), "RFL02"],
  ["a long text", "String", "9".repeat(100_000), "fine"],
  ["a list for a number", "BigInt", [[[]]], "RFV06"],
  ["JSON of any shape", "JSON", Array.from({ length: 50_000 }, () => ({ a: [1] })), "fine"],
])("%s as a variable", (_what, type, value, expected) => {
  const operation = getOperationAST(parse(`query ($v: ${type}) { changeSeq }`));
  if (!operation) throw new Error("no operation");
  let code = "fine";
  try {
    assertFewValues(schema, operation, { v: value });
  } catch (error) {
    code = error instanceof Error && "code" in error ? String(error.code) : "another";
  }
  expect(code).toBe(expected);
});

function fragmentsOf(text: string): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    parse(text).definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
}

function fieldsOf(text: string) {
  const selections = getOperationAST(parse(text))?.selectionSet.selections ?? [];
  return selections.flatMap((one) => (one.kind === Kind.FIELD ? [one] : []));
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}
