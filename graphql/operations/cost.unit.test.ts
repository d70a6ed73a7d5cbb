import { buildSchema, getOperationAST, parse, validate } from "postgraphile/graphql";
import { expect, test } from "vitest";
import { cpuMs } from "#language/testing/cpu.ts";
import { assertAffordable, limits } from "./cost.ts";

const schema = buildSchema(`
  type Query { many(first: Int = 100, offset: Int): Connection one: Thing list(first: Int = 100): [Thing!] }
  type Connection { nodes: [Thing!]! }
  type Thing { id: ID one: Thing many(first: Int = 100): Connection }
`);

function weigh(query: string, variables: Record<string, unknown> = {}): string {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("no operation");
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === "FragmentDefinition" ? [[one.name.value, one] as const] : [],
    ),
  );
  try {
    assertAffordable({ schema, operation, fragments, variables });
    return "fine";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

test.each([
  ["{ many(first: 500) { nodes { id } } }", "fine"],
  ["{ many(first: 500) { nodes { many(first: 49) { nodes { id } } } } }", "fine"],
  ["{ many(first: 500) { nodes { many(first: 500) { nodes { id } } } } }", "RFL02"],
  ["{ list(first: 501) { id } }", "RFL03"],
  ["{ many(first: 1, offset: 100001) { nodes { id } } }", "RFL03"],
  [`{ ${"one { ".repeat(limits.depth)} id ${"}".repeat(limits.depth)} }`, "fine"],
  [`{ ${"one { ".repeat(limits.depth + 1)} id ${"}".repeat(limits.depth + 1)} }`, "RFL02"],
  [
    `{ ...A } fragment A on Query { ${"one { ".repeat(limits.depth + 1)} id ${"}".repeat(limits.depth + 1)} }`,
    "RFL02",
  ],
  [`{ one { ... { ... on Thing { many(first: 501) { nodes { id } } } } } }`, "RFL03"],
  ["{ __schema { types { fields { type { fields { name } } } } } }", "fine"],
])("%s is %s", (query, expected) => {
  expect(weigh(query)).toBe(expected);
});

test("a document that doubles at each level is weighed in no time", () => {
  const levels = 300;
  const fragments = Array.from(
    { length: levels },
    (_, level) => `fragment F${level} on Thing { ...F${level + 1} one { ...F${level + 1} } }`,
  );
  const query = `{ one { ...F0 } } ${fragments.join(" ")} fragment F${levels} on Thing { many { nodes { id } } }`;

  expect(cpuMs(() => expect(weigh(query)).toBe("RFL02"))).toBeLessThan(1_000);
});

test("even the most repetitive document that parses is judged, or given up on, in bounded time", () => {
  const query = `{ one { ${"id ".repeat(4_900)} } }`;
  let messages: string[] = [];
  const spent = cpuMs(() => {
    messages = validate(schema, parse(query, { maxTokens: 5_000 })).map(({ message }) => message);
  });

  expect([[], ["Validation aborted."]]).toContainEqual(messages);
  expect(spent).toBeLessThan(5_000);
});
