import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { ownCases } from "#language/schema/cases.ts";
import { KEYWORDS, schemaDefects, schemaProblems } from "#language/schema/index.ts";
import type { Db } from "../kit.ts";

/** JSON Schema Test Suite, draft 2020-12: `SUITES`, or a folder beside the project. */
const suite = join(
  process.env["SUITES"] ?? join(import.meta.dirname, "../../../../shared/suites"),
  "json-schema/tests/draft2020-12",
);

/** Where we differ from the suite, by choice. */
const differences = (name: string): boolean | undefined => {
  // A format is asserted, or refused: one that only decorates would be taken and do nothing.
  if (/invalid .* string is only an annotation by default/.test(name)) return false;
  // No clock here counts leap seconds.
  if (/^(date-)?time: .*leap second/.test(name)) return false;
  return undefined;
};

interface Case {
  readonly name: string;
  readonly schema: unknown;
  readonly value?: unknown;
  /** What is right; undefined where the schema is refused. */
  readonly valid?: boolean | undefined;
}

/** What SQL makes of each case, and what TypeScript does: null where the schema is refused. */
async function verdicts(
  db: Db,
  cases: readonly Case[],
): Promise<{ sql: (boolean | null)[]; typescript: (boolean | null)[] }> {
  const { rows } = await db.query<{ verdict: boolean | null }>(
    `with c as materialized (select c, n from jsonb_array_elements($1::jsonb) with ordinality x(c, n)),
     sound as materialized (select schema, not exists (select from reflux_private.schema_defects(schema, 'x')) as sound
       from (select distinct c -> 'schema' as schema from c) d)
     select case when s.sound
       then reflux_private.schema_problems(s.schema, coalesce(c -> 'value', 'null'), 'x') is null end as verdict
     from c join sound s on s.schema = c -> 'schema' order by n`,
    [JSON.stringify(cases)],
  );
  const typescript = cases.map(({ schema, value = null }) =>
    schemaDefects(schema, "x").length > 0 ? null : schemaProblems(schema, value).length === 0,
  );
  return { sql: rows.map(({ verdict }) => verdict), typescript };
}

async function expectVerdicts(cases: readonly Case[]): Promise<void> {
  const { sql, typescript } = await withTx((db) => verdicts(db, cases));
  const wrong = cases.flatMap(({ name, schema, value, valid }, index) => {
    const [bySql, byTypescript] = [sql[index], typescript[index]];
    const right =
      bySql === byTypescript &&
      (bySql === null || valid === undefined ? bySql === (valid ?? null) : bySql === valid);
    return right
      ? []
      : [{ name, schema: JSON.stringify(schema), value: JSON.stringify(value), valid, bySql, byTypescript }];
  });
  expect(wrong).toEqual([]);
}

test("SQL and TypeScript read one list of keywords", async () => {
  const rows = await withTx(
    async (db) => (await db.query("select keyword, shape from reflux_private.schema_keywords()")).rows,
  );

  expect(Object.fromEntries(rows.map(({ keyword, shape }) => [keyword, shape]))).toEqual(KEYWORDS);
});

test("SQL and TypeScript give equal verdicts on our own cases", async () => {
  await expectVerdicts(
    ownCases.flatMap(({ name, schema, fits = [], not = [], refused }): Case[] => [
      ...(refused ? [{ name, schema }] : []),
      ...fits.map((value) => ({ name, schema, value, valid: true })),
      ...not.map((value) => ({ name, schema, value, valid: false })),
    ]),
  );
});

const pattern = "^[A-Z]{3}$";
const told: readonly [schema: object, words: string][] = [
  [{ "x-reflux-pattern": "three letters", examples: ["EUR"] }, "must be three letters"],
  [{ "x-reflux-pattern": 3, examples: ["EUR", 3], description: "A currency." }, 'must be written like "EUR"'],
  [
    { examples: [3, "EUR"], description: "A currency…." },
    "does not have the form that is asked for: A currency…",
  ],
  [
    { examples: "EUR", description: `${"💚".repeat(299)}é.` },
    `does not have the form that is asked for: ${"💚".repeat(299)}é`,
  ],
  [{ description: null, title: "Currency" }, "does not have the form that is asked for"],
];

test.each(told)("a pattern is told in words, by SQL and by TypeScript: %j", async (rest, words) => {
  const schema = { type: "string", pattern, ...rest };
  const { rows } = await withTx((db) =>
    db.query(
      "select p ->> 'message' as message from unnest(reflux_private.schema_problems($1, '\"eur\"', 'x')) p",
      [JSON.stringify(schema)],
    ),
  );

  expect(rows).toEqual([{ message: words }]);
  expect(schemaProblems(schema, "eur").map(({ message }) => message)).toEqual([words]);
});

test("what a double cannot hold is judged by its digits", async () => {
  const cases = [
    ['{"maximum": 12345678901234567890}', "12345678901234567891", false],
    ['{"multipleOf": 3}', "12345678901234567890", true],
    ['{"multipleOf": 3}', "12345678901234567891", false],
    ['{"type": "integer", "exclusiveMinimum": 1e399}', "1e400", true],
    ['{"const": 0.10000000000000000001}', "0.1", false],
    ['{"uniqueItems": true}', "[9007199254740992, 9007199254740993]", true],
  ] as const;
  for (const [schema, value, fits] of cases) {
    const found = await withTx(
      async (db) =>
        (
          await db.query("select reflux_private.schema_problems($1, $2, 'x') is null as fits", [
            schema,
            value,
          ])
        ).rows,
    );
    expect({ schema, value, fits: found[0]?.fits }).toEqual({ schema, value, fits });
  }
});

interface Group {
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

const required = existsSync(suite) ? globSync(join(suite, "*.json")) : [];
if (required.length === 0)
  console.warn(`the JSON Schema Test Suite is not at ${suite}: its tests are skipped`);

/** All but what Postgres cannot store, which is refused before any schema is asked. */
function casesOf(file: string): Case[] {
  const groups: Group[] = JSON.parse(readFileSync(file, "utf8"));
  return groups.flatMap(({ description: group, schema, tests }) =>
    tests
      .map(({ description, data, valid }) => {
        const name = `${basename(file, ".json")}: ${group === basename(file) ? "" : `${group}: `}${description}`;
        return { name, schema, value: data, valid: differences(name) ?? valid };
      })
      // Whether the punycode of a name decodes is not asked.
      .filter(({ name }) => !/^hostname: .*A-label/.test(name))
      .filter((one) => !/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(one))),
  );
}

test.skipIf(required.length === 0)(
  "the required cases of the suite: right on both sides, or refused on both",
  async (context) => {
    const cases = required.flatMap(casesOf);

    await expectVerdicts(
      cases.map((one) => (schemaDefects(one.schema, "x").length > 0 ? { ...one, valid: undefined } : one)),
    );

    const judged = cases.filter(({ schema }) => schemaDefects(schema, "x").length === 0);
    await context.annotate(`${judged.length} of ${cases.length} judged`);
    expect(judged.length).toBeGreaterThan(850);
  },
);

test
  .skipIf(required.length === 0)
  .for(["date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"])(
  "the suite's cases of the format %s",
  async (format) => {
    await expectVerdicts(casesOf(join(suite, "optional/format", `${format}.json`)));
  },
);
