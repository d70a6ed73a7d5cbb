import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";

const file = new URL("../README.md", import.meta.url);
const readme = readFileSync(file, "utf8");

type Move = {
  readonly from_state: string;
  readonly to_state: string;
  readonly cause: string;
  readonly action: string | null;
};

/** A mermaid diagram of one machine, from the rows that the guards read. `UPDATE_README=1` writes it into the README. */
async function diagram(machine: string): Promise<string> {
  return await withTx(async (db) => {
    const { rows } = await db.query<Move>(
      `select from_state, to_state, string_agg(cause, ' / ' order by cause) as cause, min(action) as action
       from reflux.transitions where machine = $1 group by from_state, to_state
       order by array_position(array['queued', 'waiting', 'ready', 'running', 'sleeping', 'paused'], from_state), from_state, to_state`,
      [machine],
    );
    const lines = rows.map(
      ({ from_state, to_state, cause, action }) =>
        `  ${from_state} --> ${to_state}: ${cause}${action ? ` (${action})` : ""}`,
    );
    const finals = ["succeeded", "failed", "skipped", "cancelled"].filter((state) =>
      rows.some(({ to_state }) => to_state === state),
    );
    return [
      "stateDiagram-v2",
      `  [*] --> ${machine === "run" ? "queued" : "waiting"}`,
      ...lines,
      ...finals.map((state) => `  ${state} --> [*]`),
    ].join("\n");
  });
}

test.for(["run", "step"])(
  "the diagram of a %s in the README is that of the transitions in force",
  async (machine) => {
    const current = await diagram(machine);
    const block = new RegExp(
      `(<!-- ${machine} states: generated -->\n\`\`\`mermaid\n)([\\s\\S]*?)(\n\`\`\`)`,
    );
    if (process.env["UPDATE_README"]) {
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace(block, (_whole, before, _old, after) => before + current + after),
      );
    }

    expect(
      block.exec(readFileSync(file, "utf8"))?.[2],
      "UPDATE_README=1 vitest run sql/tests/readme.test.ts",
    ).toBe(current);
  },
);

test("the settings in the README are those of the table, with their defaults and comments", async () => {
  const current = await withTx(async (db) => {
    const { rows } = await db.query<{ line: string }>(
      `select format('| \`%s\` | %s | %s |', a.attname, coalesce('\`' || (to_jsonb(s) ->> a.attname) || '\`', 'none'), col_description(a.attrelid, a.attnum)) as line
       from reflux.settings s, pg_attribute a
       where a.attrelid = 'reflux.settings'::regclass and a.attnum > 1 and not a.attisdropped order by a.attnum`,
    );
    return ["| setting | default | is |", "| --- | --- | --- |", ...rows.map(({ line }) => line)].join("\n");
  });
  const block = /(<!-- settings: generated -->\n)([\s\S]*?)(<!-- end -->)/;
  if (process.env["UPDATE_README"]) {
    const written = readFileSync(file, "utf8");
    writeFileSync(
      file,
      written.replace(block, (_whole, before, _old, after) => `${before}${current}\n${after}`),
    );
  }

  expect(block.exec(readFileSync(file, "utf8"))?.[2]).toBe(`${current}\n`);
});

test("every table is in the README", async () => {
  await withTx(async (db) => {
    const { rows } = await db.query<{ name: string }>(
      `select format('%s.%s', relnamespace::regnamespace, relname) as name from pg_class
       where relkind in ('r', 'p') and not relispartition and relnamespace in ('reflux'::regnamespace, 'reflux_private'::regnamespace)`,
    );
    expect(rows.map(({ name }) => name).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

test("each folder of the engine is in the README, and no function stands outside of one", () => {
  const entries = readdirSync(new URL("../functions/reflux_private/", import.meta.url));
  const named = [...readme.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, name]) => name);

  expect(new Set(named)).toEqual(new Set(entries));
});

test("each script for psql is in the README, and no other", () => {
  const named = [...readme.matchAll(/`(\w+\.sql)` \|/g)].map(([, name]) => name);

  expect(new Set(named)).toEqual(new Set(readdirSync(new URL("../debug/", import.meta.url))));
});

test("the functions the README names are there", async () => {
  const names = new Set(readme.match(/(?<=`)reflux(_private)?\.\w+(?=[`(])/g));

  await withTx(async (db) => {
    const { rows } = await db.query<{ name: string }>(
      `select n from unnest($1::text[]) n where to_regproc(n) is null and to_regclass(n) is null and to_regtype(n) is null
         and split_part(n, '.', 2) not in (select column_name from information_schema.columns where table_schema = 'reflux')`,
      [[...names]],
    );
    expect(names.size).toBeGreaterThan(10);
    expect(rows).toEqual([]);
  });
});
