import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isErrorCode } from "#db/errors.ts";
import { withTx } from "#db/testing/databases.ts";

/** The live objects against the files, both ways: nothing undocumented, nothing orphaned, nothing open by accident. */
const schemas = ["reflux", "reflux_private", "reflux_author"];
const root = new URL("../", import.meta.url);

/** By what they make: `schema.name`, whichever subfolder they stand in. */
function files(folder: string): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sql"))
    .map((name) => name.replace(/\.sql$/, "").replace(/\/(?:.*\/)?/, "."))
    .toSorted();
}

async function column(sql: string): Promise<string[]> {
  return await withTx(async (db) => {
    const { rows } = await db.query<{ name: string }>(sql, sql.includes("$1") ? [schemas] : []);
    return rows.map(({ name }) => name);
  });
}

// The migration runner makes its own ledger and functions of it, before any file is read.
const functions = `select n.nspname || '.' || p.proname as name, p.*, n.nspname from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1)`;
const tables = `select n.nspname || '.' || c.relname as name, c.* from pg_class c
  join pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1) and c.relkind in ('r', 'p')`;

test("each function is a file of its name, and each file a function", async () => {
  expect(await column(`select name from (${functions}) f order by name collate "C"`)).toEqual(
    files("functions/"),
  );
});

test("each view is a file of its name, and each file a view", async () => {
  const live = await column(
    `select name from (select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind = 'v') v order by name collate "C"`,
  );

  expect(live).toEqual(files("views/"));
});

test("each table with triggers has a file of its name, and each file has triggers", async () => {
  const live = await column(
    `select name from (${tables}) t where exists (select from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal) order by name collate "C"`,
  );

  expect(live).toEqual(files("triggers/"));
});

test("each table of reflux has a file of comments", async () => {
  const live = await column(
    `select name from (${tables}) t where not relispartition and name like 'reflux.%' order by name collate "C"`,
  );

  expect(files("comments/").filter((name) => !["reflux.types", "reflux.partitions"].includes(name))).toEqual(
    live,
  );
});

test("every table, column, view, type and function has a comment", async () => {
  const bare = await column(
    `select name from (${functions}) f where obj_description(oid, 'pg_proc') is null
     union all
     select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where (n.nspname = 'reflux' and c.relkind in ('r', 'p', 'v') or n.nspname = any ($1) and c.relkind = 'v') and obj_description(c.oid, 'pg_class') is null
     union all
     select c.oid::regclass || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'reflux'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
       and col_description(c.oid, a.attnum) is null
     union all
     select t.oid::regtype::text from pg_type t where t.typnamespace = 'reflux'::regnamespace and t.typtype = 'e' and obj_description(t.oid, 'pg_type') is null`,
  );

  expect(bare).toEqual([]);
});

test("a partition is no part of the API", async () => {
  const shown = await column(
    `select c.relname as name from pg_class c where c.relispartition and c.relkind = 'r' and c.relnamespace = 'reflux'::regnamespace
       and coalesce(obj_description(c.oid, 'pg_class'), '') not like '@behavior -*%'`,
  );

  expect(shown).toEqual([]);
});

test("no function of the surface takes an argument that it does nothing with", async () => {
  const ignored = await column(
    `select name || '(' || a || ')' as name from (${functions}) f, unnest(f.proargnames[1:f.pronargs]) a
     where prosrc !~ ('\\m' || a || '\\M') order by 1`,
  );

  expect(ignored).toEqual([]);
});

test("no name has two functions", async () => {
  expect(await column(`select name from (${functions}) f group by name having count(*) > 1`)).toEqual([]);
});

test("every function looks nowhere but where it says: in pg_catalog, and last in pg_temp, where no type of ours is", async () => {
  const loose = await column(
    `select name from (${functions}) f where not coalesce(f.proconfig && array['search_path=pg_catalog, pg_temp'], false)`,
  );

  // Inlined, so they have no settings; what they call they name in full.
  expect(loose.toSorted()).toEqual([
    "reflux_private.clock",
    "reflux_private.ended",
    "reflux_private.handed",
    "reflux_private.lease",
    "reflux_private.outcome",
    "reflux_private.place",
    "reflux_private.settled",
  ]);
});

test("the engine asks its own clock, and the server's only beside what is the server's", async () => {
  const asking = await column(
    `select name from (${functions}) f
     where regexp_replace(prosrc, '--[^\\n]*', '', 'g') ~ '\\mclock_timestamp\\(|\\mnow\\(|\\mcurrent_(date|time|timestamp)\\M'
     union all
     select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'v' and n.nspname = any ($1)
       and pg_get_viewdef(c.oid) ~ '\\mclock_timestamp\\(|\\mnow\\(|\\mCURRENT_'
     union all
     select d.adrelid::regclass || ' default' from pg_attrdef d
     where pg_get_expr(d.adbin, d.adrelid) ~ '\\mclock_timestamp\\(|\\mnow\\('
       and d.adrelid in (select oid from (${tables}) t where not relispartition and name <> all ('{reflux_private.migrations,reflux_private.objects,reflux_private.programs}'))
     order by 1`,
  );

  expect(asking).toEqual([
    "reflux.health", // jobs
    "reflux.why", // jobs
    "reflux_private.clock",
    "reflux_private.engine_metrics", // jobs
    "reflux_private.enqueue_steps", // jobs
    "reflux_private.is_condition", // words an author may write
    "reflux_private.ring_overdue", // jobs
    "reflux_private.sweep", // jobs
    "reflux_private.waiting_priority", // jobs
  ]);
});

test("a policy asks a function once a query, never once a row", async () => {
  const asked = await column(
    `select polrelid::regclass || ': ' || rest as name from pg_policy,
       lateral (select regexp_replace(pg_get_expr(polqual, polrelid), '\\( SELECT reflux_private\\.\\w+\\(\\) AS \\w+\\)', '', 'g') as rest) r
     where polrelid in (select oid from (${tables}) t) and rest ~ '\\w\\.\\w+\\('`,
  );

  expect(asked).toEqual([]);
});

test("the rule of joins is one, though what asks it for many steps has it in place", () => {
  const text = (name: string) =>
    readFileSync(new URL(`functions/reflux_private/${name}.sql`, root), "utf8").replaceAll(/\s+/g, " ");
  const rule =
    /(?<=select )case .* end::reflux.step_state(?= \$\$)/.exec(text("hot/join_verdict"))?.[0] ?? "";
  const inPlace = rule
    .replaceAll(/\b(deps|join_any)\b/g, "x.$1")
    .replaceAll(/\b(arrived|live|blocked)\b/g, "t.$1");
  const again = rule.replaceAll(/\b(deps|join_any|arrived|live|blocked)\b/g, "j.$1");

  expect(rule).not.toBe("");
  expect(text("hot/settle_steps")).toContain(inPlace);
  expect(text("redrive/recount_tokens")).toContain(inPlace);
  expect(text("hot/settle_steps")).toContain(again);
});

test("a function that plans by key does not compile its plan: on a server with jit on, that took a hundred times as long as running it", async () => {
  const compiled = await column(
    `select name from (${functions}) f where array_to_string(proconfig, ' ') like '%enable_seqscan=off%' and not proconfig && array['jit=off']`,
  );

  expect(compiled).toEqual([]);
});

test("nobody has a right to anything that was not granted by name", async () => {
  const open = await column(
    `select name from (${functions}) f where has_function_privilege('public', oid, 'execute')
     union all select name from (${tables}) t where has_table_privilege('public', oid, 'select, insert, update, delete, truncate, references, trigger')
     union all select nspname from pg_namespace n where nspname = any ($1) and has_schema_privilege('public', oid, 'usage, create')`,
  );

  expect(open).toEqual([]);
});

test("what a role may do stands in the file of its name, and nowhere else", () => {
  const elsewhere = readdirSync(new URL("access/", root))
    .filter((name) => name !== "policies.sql")
    .flatMap((name) =>
      [...readFileSync(new URL(`access/${name}`, root), "utf8").matchAll(/^grant\b[^;]*?\bto ([^;]+);/gm)]
        .map(([, role = ""]) => role)
        .filter((role) => `${role}.sql` !== name)
        .map((role) => `${name} grants to ${role}`),
    );

  expect(elsewhere).toEqual([]);
});

test("no role of the API can write a table, or read one without a policy", async () => {
  const roles =
    "('reflux_viewer'), ('reflux_operator'), ('reflux_editor'), ('reflux_admin'), ('reflux_api'), ('reflux_worker'), ('reflux_query')";
  const writable = await column(
    `select name || ' by ' || r.role as name from (${tables}) t, (values ${roles}) r(role)
     where has_table_privilege(r.role, t.oid, 'insert, update, delete, truncate')`,
  );
  const unguarded = await column(
    `select name from (${tables}) t where name like 'reflux.%' and not relispartition and not relrowsecurity
     union all
     select name || ' by ' || r.role from (${tables}) t, (values ${roles}) r(role)
     where has_any_column_privilege(r.role, t.oid, 'select') and (relispartition
       or not exists (select from pg_policy p where p.polrelid = t.oid))`,
  );

  expect([writable, unguarded]).toEqual([[], []]);
});

test("each public function says which errors it raises, and raises no others", async () => {
  const wrong: string[] = [];
  for (const name of readdirSync(new URL("functions/reflux/", root))) {
    const text = readFileSync(new URL(`functions/reflux/${name}`, root), "utf8");
    const comment = text.slice(text.indexOf("comment on function"));
    const raised = new Set(text.slice(0, text.indexOf("comment on function")).match(/(?<=fail\(')RF\w{3}/g));
    const said = new Set(comment.match(/RF[A-Z]\d\d/g));
    for (const code of raised) if (!said.has(code)) wrong.push(`${name} raises ${code} and does not say so`);
    if (raised.size + said.size > 0 && !/Errors: RF/.test(comment)) wrong.push(`${name} has no "Errors: …"`);
  }

  expect(wrong).toEqual([]);
});

test("every code in SQL is in the registry", () => {
  const unknown = ["functions/", "views/", "triggers/", "access/", "comments/", "migrations/"].flatMap(
    (folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".sql"))
        .flatMap((name) => readFileSync(new URL(folder + name, root), "utf8").match(/\bRF[A-Z]\d\d\b/g) ?? [])
        .filter((code) => !isErrorCode(code)),
  );

  expect([...new Set(unknown)]).toEqual([]);
});

test("only one function rings graphile-worker's doorbell", () => {
  const callers = readdirSync(new URL("functions/", root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sql"))
    .filter((name) =>
      /graphile_worker\.add_job/.test(readFileSync(new URL(`functions/${name}`, root), "utf8")),
    );

  expect(callers).toEqual(["reflux_private/hot/enqueue_steps.sql"]);
});

test("no function means something else in a session with other settings", async () => {
  const code = await withTx(async (db) => {
    const { rows } = await db.query<{ name: string; source: string; settings: string[] }>(
      `select name, prosrc as source, coalesce(proconfig, '{}') as settings from (${functions}) f order by name`,
      [schemas],
    );
    return rows.map((row) => ({ ...row, source: row.source.replaceAll(/--.*$/gm, "") }));
  });
  const lacking = (wanted: readonly string[], matches: (source: string) => boolean) =>
    code
      .filter(({ source }) => matches(source))
      .flatMap(({ name, settings }) =>
        wanted
          .filter((setting) => !settings.some((one) => one.toLowerCase().startsWith(`${setting}=`)))
          .map((setting) => `${name}: ${setting}`),
      );
  // How a backslash is read is a setting, save in E'…' and $re$…$re$.
  const backslash = lacking(["standard_conforming_strings"], (source) =>
    source.replaceAll(/\bE'(?:[^'\\]|\\.|'')*'|(\$\w+\$)[^]*?\1/g, "").includes("\\"),
  );
  // So is how dates and intervals are read and written, and which day it is. Two functions only search for the words.
  const dates = lacking(["timezone", "datestyle", "intervalstyle"], (source) =>
    /\b(?:to_char|to_date|date_trunc|date_part|current_date|current_time|localtime(?:stamp)?)\b|::(?:date|time|timestamp(?:tz)?|interval)\b/i.test(
      source.replaceAll("null::timestamptz", ""),
    ),
  ).filter((one) => !/^reflux_private[.](?:is_condition|zone_problem):/.test(one));

  expect([backslash, dates]).toEqual([[], []]);
});
