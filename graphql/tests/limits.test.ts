import { getIntrospectionQuery } from "postgraphile/graphql";
import { expect, test } from "vitest";
import { bearer, withServer } from "./kit.ts";

const nested = (levels: number) =>
  `{ runs(first: 1) { nodes { ${"children(first: 1) { nodes { ".repeat(levels)} id ${"} }".repeat(levels)} } } }`;

/** Fragments that each stand twice in the one before: two to the thirtieth fields in a page of text. */
const bomb = (levels: number) =>
  [
    "query { runs(first: 500) { nodes { ...F0 } } }",
    ...Array.from(
      { length: levels },
      (_, level) =>
        `fragment F${level} on Run { a: flow { id } ...F${level + 1} b: flow { runs(first: 9) { nodes { ...F${level + 1} } } } }`,
    ),
    `fragment F${levels} on Run { id }`,
  ].join("\n");

const refused: readonly (readonly [what: string, query: string, code: string])[] = [
  ["nested too deeply", nested(9), "RFL02"],
  [
    "more rows than the limit",
    "{ flows(first: 500) { nodes { runs(first: 500) { nodes { id } } } } }",
    "RFL02",
  ],
  [
    "the usual page size, four times over",
    "{ flows { nodes { runs { nodes { steps { nodes { attempts { nodes { attempt } } } } } } } } }",
    "RFL02",
  ],
  ["a page too large", "{ runs(first: 501) { nodes { id } } }", "RFL03"],
  ["a page without an end", "{ runs(first: null) { nodes { id } } }", "RFL03"],
  ["a page below zero", "{ runs(first: -1) { nodes { id } } }", "RFL03"],
  ["an offset too far", "{ runs(offset: 100001) { nodes { id } } }", "RFL03"],
  ["a fragment bomb", bomb(7), "RFL02"],
  [
    "too many words",
    `{ ${Array.from({ length: 2_000 }, (_, i) => `a${i}: __typename`).join(" ")} }`,
    "RFV06",
  ],
  [
    "an introspection bomb",
    `{ __schema { types { ${"fields { type { ".repeat(4)} name ${"} }".repeat(4)} } } }`,
    "RFV06",
  ],
];

test("what would be too much is refused before it is run", async () => {
  await withServer(async ({ ask, token }) => {
    const as = await token("admin");
    for (const [what, query, code] of refused) {
      const began = performance.now();
      const { status, errors } = await ask(query, {}, as);

      expect({ status, code: errors[0]?.extensions.code }, what).toEqual({ status: 400, code });
      expect(performance.now() - began, what).toBeLessThan(10_000);
    }
  });
});

test("a page size from a variable, or its default, counts all the same", async () => {
  await withServer(async ({ ask, token }) => {
    const as = await token("viewer");
    const query = "query ($first: Int = 501) { runs(first: $first) { nodes { id } } }";

    expect((await ask(query, {}, as)).errors[0]?.extensions.code).toBe("RFL03");
    expect((await ask(query, { first: 501 }, as)).errors[0]?.extensions.code).toBe("RFL03");
    expect((await ask(query, { first: 500 }, as)).errors).toEqual([]);
  });
});

test("what a tool asks first is answered: the schema", async () => {
  await withServer(async ({ ask, token }) => {
    const { data, errors } = await ask(getIntrospectionQuery(), {}, await token("viewer"));

    expect(errors).toEqual([]);
    expect(data.__schema.queryType.name).toBe("Query");
  });
});

test("a list without a size is a hundred rows", async () => {
  await withServer(async ({ pool, ask, token }) => {
    await pool.query("insert into reflux.flows (slug) select 'f' || n from generate_series(1, 120) n");
    const as = await token("viewer");
    const { data } = await ask("{ flows { nodes { id } pageInfo { hasNextPage endCursor } } }", {}, as);
    const { nodes, pageInfo } = data.flows;
    const rest = await ask(
      "query ($after: Cursor) { flows(after: $after) { nodes { id } } }",
      { after: pageInfo.endCursor },
      as,
    );

    expect(nodes).toHaveLength(100);
    expect(pageInfo.hasNextPage).toBe(true);
    expect(rest.data.flows.nodes).toHaveLength(20);
  });
});

test("one request is one operation", async () => {
  await withServer(async ({ fetch, token }) => {
    const headers = { "content-type": "application/json", ...bearer(await token("viewer")) };
    const batch = JSON.stringify([{ query: "{ __typename }" }, { query: "{ __typename }" }]);
    const answer = await (await fetch("/graphql", { method: "POST", headers, body: batch })).json();

    expect(answer).toMatchObject({ errors: [{ extensions: { code: "RFV06" } }] });
  });
});

test("a body larger than the limit is refused, and the server lives on", async () => {
  await withServer(async ({ fetch, token }) => {
    const headers = { "content-type": "application/json", ...bearer(await token("viewer")) };
    const body = JSON.stringify({ query: "{ __typename }", variables: { x: "x".repeat(9 * 1024 * 1024) } });
    const answer = await fetch("/graphql", { method: "POST", headers, body });

    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: "RFL05" } });
    expect((await fetch("/healthz")).status).toBe(200);
  });
});
