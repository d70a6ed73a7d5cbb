import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { attackDoor } from "./attempts.ts";

/** Texts that mean something to whoever puts them into a statement, a name, a pattern or a template. */
const hostile: readonly string[] = [
  "'",
  '"',
  "{{1}}",
  "{{ 1 }} after insert on x",
  "insert{{1}}",
  "$$; drop schema reflux cascade; $$",
  "; drop table public.watched; --",
  '"; drop table public.watched; --',
  "'; drop table public.watched; --",
  "') ; create function public.planted() returns int language sql as 'select 1'; --",
  "insert on public.watched execute function public.mine(); create trigger planted after update",
  "new\nline",
  "carriage\rreturn",
  "nul \u0000 byte",
  "\u2018curly\u2019 \u201cquotes\u201d \u02bc",
  "\u202e\ufeff\ud83d",
  "%s %I %L %1$s",
  "\\'; select 1",
  "x".repeat(70_000),
  "pg_catalog.pg_class",
  "..",
  "",
];

test("no text in a trigger's config makes anything but a problem, or itself", async () => {
  await withDb(async ({ connect }) => {
    const pool = await connect();
    const manifests = builtinNodes.map(({ manifest }) => manifest);
    await pool.query("select reflux_private.register_worker('w', $1, 1)", [JSON.stringify(manifests)]);
    await pool.query(
      "create table public.watched (id int, note text); grant select, trigger on public.watched to reflux_query",
    );
    const before = await objects(pool);

    await attackDoor("trigger config", async (attempt) => {
      for (const { id, config, examples } of manifests.filter(({ kind }) => kind === "trigger")) {
        const base = {
          ...Object(examples[0]?.config),
          ...(id === "table.change" ? { table: "watched", columns: [], operations: ["insert"] } : {}),
        };
        delete base.when;
        for (const [place, put] of places(config))
          for (const text of hostile)
            await attempt(`${id} ${place}: ${JSON.stringify(text).slice(0, 60)}`, async () => {
              const document = {
                reflux: 1,
                steps: { t: { node: id, config: put(structuredClone(base), text) } },
                edges: [],
              };
              const json = JSON.stringify(document);

              await pool.query("begin");
              const deployed = await pool.query("select reflux.deploy_flow('attacked', $1)", [json]).then(
                () => true,
                (error: unknown) => refused(error, json),
              );
              const made = deployed === true ? await objects(pool) : before;
              await pool.query("rollback");

              expect(deployed === true ? made.filter((name) => !isOurs(name)) : made).toEqual(before);
              if (text.includes("{{")) expect(deployed).not.toBe(true);
            });
      }
    });
    expect(await objects(pool)).toEqual(before);
  });
});

type Put = (config: Record<string, unknown>, text: string) => unknown;

/** Every place of a config where a text can stand: fields, items, fields of fields, keys, and where none belongs. */
function places(schema: unknown): readonly (readonly [string, Put])[] {
  const properties = Object.entries(Object(Object(schema).properties));
  return [
    ["(itself)", (_config, text) => text],
    ["(a key)", (config, text) => ({ ...config, [text]: 1 })],
    ...properties.flatMap(([name, field]): (readonly [string, Put])[] => {
      const set =
        (value: (text: string) => unknown): Put =>
        (config, text) => ({ ...config, [name]: value(text) });
      const inner = Object.keys(Object(Object(field).properties));
      return [
        [name, set((text) => text)],
        [`${name}[0]`, set((text) => [text])],
        [`${name}[1]`, set((text) => ["insert", text])],
        [`${name}{}`, set((text) => ({ [text]: text }))],
        ...inner.map((key): readonly [string, Put] => [
          `${name}.${key}`,
          set((text) => ({ secret: "s", header: "x-a", [key]: text })),
        ]),
      ];
    }),
  ];
}

/** Refused as a problem of the document, with its path; or by Postgres, which takes no NUL and no half character. */
function refused(error: unknown, json: string): string {
  const { code = "", detail = "" } = error as { code?: string; detail?: string };
  if (/^(22P05|22P02|22021)$/.test(code) && /\\u0000|\\ud83d/.test(json)) return code;
  expect(code).toMatch(/^RFV/);
  if (code === "RFV01") expect(detail).toMatch(/"path": ?"steps\.t/);
  return code;
}

async function objects(pool: {
  query(sql: string): Promise<{ rows: { name: string }[] }>;
}): Promise<string[]> {
  const { rows } = await pool.query(
    "select 'trigger ' || tgname as name from pg_trigger where not tgisinternal union all select 'function ' || oid::regprocedure from pg_proc where oid >= 16384 " +
      "union all select 'relation ' || oid::regclass from pg_class where oid >= 16384 and relkind in ('r', 'v', 'p', 'm', 'f') union all select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_temp|^pg_toast' order by 1",
  );
  return rows.map(({ name }) => name);
}

/** The triggers that a table.change step is for. */
function isOurs(name: string): boolean {
  return /^trigger reflux_\d+_(insert|update|delete)$/.test(name);
}
