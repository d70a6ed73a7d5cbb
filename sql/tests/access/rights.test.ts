/** The rights of each role: as SECURITY.md says, and no more. */
import { expect, test } from "vitest";
import { createPool } from "#db/client.ts";
import { describeRights, writtenRights } from "#db/rights.ts";
import { withDb, withTx } from "#db/testing/databases.ts";

const ours = "^reflux(_(api|worker|query|viewer|operator|editor|admin))?$";
const logins = ["api", "worker", "query"] as const;

test("SECURITY.md has the rights in force: npm run roles", async () => {
  await withTx(async (db) => {
    expect(writtenRights()).toBe(await describeRights(db));
  });
});

test("no role of ours is more than a role, and no login of ours is the owner or a member of more than it says", async () => {
  await withTx(async (db) => {
    const { rows: mighty } = await db.query(
      `select rolname from pg_roles where rolname ~ $1 and rolname <> 'reflux'
         and (rolsuper or rolcreatedb or rolcreaterole or rolbypassrls or rolreplication)
       union all select rolname from pg_roles where rolname = 'reflux' and (rolsuper or rolcreatedb or rolbypassrls or rolreplication)`,
      [ours],
    );
    const { rows: members } = await db.query(
      `select m.member::regrole::text || ' in ' || m.roleid::regrole as name from pg_auth_members m
       join pg_roles r on r.oid = m.member where r.rolname in ('reflux_worker', 'reflux_query')
         or r.rolname ~ $1 and m.roleid::regrole::text !~ '^reflux_'`,
      [ours],
    );

    expect([mighty, members]).toEqual([[], []]);
  });
});

test("every right to execute was granted by name: none comes from public, or by a way the table does not show", async () => {
  await withTx(async (db) => {
    const { rows } = await db.query(
      `select p.oid::regprocedure::text as function, r.rolname as role
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace cross join pg_roles r
       where n.nspname in ('reflux', 'reflux_private', 'reflux_author', 'graphile_worker') and r.rolname ~ $1 and r.rolname <> 'reflux'
         and has_function_privilege(r.oid, p.oid, 'execute')
         and not exists (select from aclexplode(p.proacl) a where a.privilege_type = 'EXECUTE' and a.grantee <> 0
           and pg_has_role(r.oid, a.grantee, 'usage'))`,
      [ours],
    );

    expect(rows).toEqual([]);
  });
});

test("no login makes anything: no schema is open to it, and no large object or parameter was given to it", async () => {
  await withTx(async (db) => {
    const { rows } = await db.query(
      `select r.rolname || ' in ' || n.nspname as name from pg_namespace n cross join pg_roles r
       where r.rolname ~ $1 and r.rolname <> 'reflux' and has_schema_privilege(r.oid, n.oid, 'create')
       union all select r.rolname || ' sets ' || p.parname from pg_parameter_acl p cross join pg_roles r
       where r.rolname ~ $1 and r.rolname <> 'reflux' and has_parameter_privilege(r.oid, p.parname, 'set')`,
      [ours],
    );

    expect(rows).toEqual([]);
  });
});

test.each(logins)("the login %s reads no secret, no token, no password, no row of a table", async (user) => {
  await withDb(async ({ url, pool }) => {
    const { rows: tables } = await pool.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('reflux', 'reflux_private') and c.relkind in ('r', 'p', 'v')`,
    );
    const login = createPool({ connectionString: url, user, max: 1 });
    const open: string[] = [];

    for (const { name } of tables)
      for (const sql of [`select from ${name}`, `delete from ${name} where false`])
        await login.query(sql).then(
          () => open.push(sql),
          (error: { code: string }) =>
            ["42501", "55000"].includes(error.code) || open.push(`${sql}: ${error.code}`),
        );
    await login.end();

    expect(tables.length).toBeGreaterThan(25);
    expect(open).toEqual([]);
  });
});
