import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * SQL that is made and then executed is made of literals, %I and %L. What else goes into it was reviewed, and stands
 * here with what makes it harmless: a new one fails, until somebody has looked at it.
 */
const root = new URL("../../", import.meta.url);

/** `file: what is put in`, as it stands in the file with white space folded. */
const reviewed: readonly string[] = [
  // A condition passed is_condition; names and types of columns come from plain_columns, which makes them by %I and format_type.
  "sql/functions/reflux_private/triggers/holding.sql: '%I %s', c.name, c.type",
  "sql/functions/reflux_private/triggers/holding.sql: '(select (%1$s) is true from jsonb_to_record(nullif(r.input -> ''new'', ''null'')) new(%2$s), '",
  "sql/functions/reflux_private/triggers/holding.sql: 'jsonb_to_record(nullif(r.input -> ''old'', ''null'')) old(%2$s))', condition, v_columns",
  "sql/functions/reflux_private/triggers/plain_columns.sql: 'case when n.%1$I is distinct from null then format(''%%s'', n.%1$I)::text%2$s end', name, list",
  "sql/functions/reflux_private/triggers/tg_table_change.sql: '%s as %I', c.expression, c.name",
  "sql/functions/reflux_private/triggers/tg_table_change.sql: '(select to_jsonb(r.*) as value, row_number() over () as i from (select %s from before_rows n) r)', v_columns",
  "sql/functions/reflux_private/triggers/tg_table_change.sql: '(select to_jsonb(r.*) as value, row_number() over () as i from (select %s from after_rows n) r)', v_columns",
  // Keys are printed, not cast: a cast may be somebody's function.
  "sql/functions/reflux/writes_of.sql: '%L, format(''%%s'', t.%I)', k, k",
  // Goes on through %L.
  String.raw`sql/functions/reflux_private/sweep/keep_partitions.sql: '@behavior -*\n\nThe day %s of reflux.%s.', v_day, v_table`,
  // The rules stand in the file itself.
  "sql/access/policies.sql: 'create policy may_read on reflux.%I for select to reflux_viewer using (%s)', v_table, v_rule",
];
/** `file: name` of what is joined to executed text by ||. */
const joined: readonly string[] = [
  "sql/functions/reflux_private/triggers/tg_table_change.sql: v_before",
  "sql/functions/reflux_private/triggers/tg_table_change.sql: v_after",
  "db/migration/roles.sql: v_role",
  // Made by %I and %L in the statement before.
  "sql/functions/reflux/who_wrote.sql: v_where",
  "sql/functions/reflux/writes_of.sql: coalesce",
  "sql/functions/reflux/writes_of.sql: format",
];
/** Functions whose result others execute. */
const feeds = ["sql/functions/reflux_private/triggers/plain_columns.sql"];
/** What TypeScript puts into SQL, in programs: numbers, quoted identifiers, texts of our own; a hint to a person. */
const inPrograms: readonly string[] = [
  "db/doctor.ts: row.name",
  // Made by us, in the alphabet of base64url.
  "db/embedded/access.ts: password",
  "worker/engine/sql-step.ts: escapeIdentifier(role)",
  "db/listen.ts: pg.escapeIdentifier(name)",
  "db/logins.ts: role",
  "db/logins.ts: limit",
  "db/logins.ts: pg.escapeLiteral(password)",
  "db/logins.ts: pg.escapeIdentifier(user)",
  "db/logins.ts: current",
  // Said to a person.
  "db/logins.ts: user",
  "db/logins.ts: people",
  'db/migration/apply.ts: names.join(", ")',
  "db/migration/doors.ts: openDoors",
  "db/migration/ledger.ts: openDoors",
  "worker/engine/sql-step.ts: Math.ceil(timeoutMs)",
  // The name of a function of ours.
  "worker/engine/calls.ts: name",
  "nodes/postgres.query/query-remote.ts: timeoutMs",
];

test("SQL executes nothing but literals, %I and %L, save what was reviewed", () => {
  const found = files("sql", ".sql")
    .concat(files("db/migration", ".sql"))
    .filter((file) => !file.startsWith("sql/debug/"))
    .flatMap((file) => {
      const text = code(file);
      const executed = [
        ...text.matchAll(/\bexecute\b(?!\s+(?:function|procedure|on|format\('grant)\b)[^;]*;/g),
      ]
        .map(([statement]) => statement)
        .filter((statement) => !/^execute (?:function|on)/.test(statement));
      if (executed.length === 0 && !feeds.includes(file)) return [];
      // Words for people are no SQL.
      const spoken = text
        .replaceAll(/\b(?:fail|problem)\([^;]*?;/g, ";")
        .replaceAll(/\braise [^;]*;|message = format\([^;]*;/g, ";");
      const placed = [...spoken.matchAll(/'(?:[^']|'')*%(?:\d+\$)?s(?:[^']|'')*'(?:, [\w.]+)*/g)].map(
        ([use]) => use,
      );
      const strung = executed.flatMap((statement) =>
        [...statement.replaceAll(/'(?:[^']|'')*'/g, "''").matchAll(/\|\| *([a-z_]\w*)/g)]
          .map(([, name = ""]) => name)
          .filter((name) => !/_id$|_op$/.test(name) || !/format\(/.test(statement)),
      );
      return [
        ...placed.map((use) => `${file}: ${use}`).filter((use) => !reviewed.includes(use)),
        ...strung.map((name) => `${file}: ${name}`).filter((use) => !joined.includes(use)),
      ];
    });

  expect([...new Set(found)]).toEqual([]);
});

test("programs put nothing into SQL but values, save what was reviewed", () => {
  const found = ["db", "worker", "graphql", "nodes"]
    .flatMap((folder) => files(folder, ".ts"))
    .filter((file) => !/\.test\.ts$|\/testing\/|\/tests\/|gen\.ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(new URL(file, root), "utf8");
      // Kysely's and PostGraphile's sql`…` makes parameters of what is put in.
      const texts = [...text.matchAll(/(?<![\w>])`(?:[^`\\]|\\.)*`/g)].filter(([,], index, all) => {
        const at = all[index]?.index ?? 0;
        return !/sql(?:<[^`]*>)?$/.test(text.slice(Math.max(0, at - 200), at));
      });
      return texts
        .map(([body]) => body)
        .filter((body) =>
          /^`\s*(?:select\s+[\w*('$]|insert into |update \w+|delete from |create (?:or |table|role|database|policy)|alter |drop |grant .* to |revoke |set (?:local )?\w+ |listen \$|notify |execute )/i.test(
            body,
          ),
        )
        .flatMap((body) =>
          [...body.matchAll(/\$\{((?:[^{}]|\{[^}]*\})*)\}/g)].map(([, put = ""]) => `${file}: ${put}`),
        )
        .filter((use) => !inPrograms.includes(use));
    });

  expect([...new Set(found)]).toEqual([]);
});

test("no SQL of ours takes an advisory lock: they are a namespace of everybody who can connect", () => {
  const taken = ["sql", "db", "worker", "graphql", "nodes", "web/src"]
    .flatMap((folder) => [...files(folder, ".sql"), ...files(folder, ".ts"), ...files(folder, ".tsx")])
    .filter((file) => !/\.test\.ts$|\/testing\/|\/tests\//.test(file))
    .filter((file) => /pg_(?:try_)?advisory_/.test(code(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));

  expect(taken).toEqual([]);
});

/** Without comments, white space folded. */
function code(file: string): string {
  const text = readFileSync(new URL(file, root), "utf8");
  return file.endsWith(".sql") ? text.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ") : text;
}

function files(folder: string, ending: string): string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending) && !name.includes("node_modules"))
    .map((name) => `${folder}/${name}`);
}
