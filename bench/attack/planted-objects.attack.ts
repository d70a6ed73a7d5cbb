import { expect, test } from "vitest";
import { callablesOf } from "#db/testing/callables.ts";
import { withDb } from "#db/testing/databases.ts";
import { kinds, withPlanter } from "#db/testing/planted.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { attackDoor } from "./attempts.ts";

const flow = `'{"reflux": 1, "steps": {"a": {"node": "log", "config": {"message": "x"}}}, "edges": []}'`;
const known = {
  slug: "'flow'",
  flow: "'flow'",
  new_slug: "'flow2'",
  run_id: "1",
  step: "'a'",
  scope: "''",
  role: "'viewer'",
  document: flow,
  graph: flow,
  flows: "null",
  expires_at: "null",
  "pg_catalog.text": "'x'",
  "pg_catalog.int8": "1",
  "pg_catalog.int4": "1",
  "pg_catalog.bool": "true",
  "pg_catalog.jsonb": `'{"a": [1, "x"]}'`,
  "pg_catalog.bytea": "'\\x00'",
  "pg_catalog.timestamptz": "pg_catalog.now()",
};

test("nothing that a role plants runs with rights that it does not have", async () => {
  await withDb(async (db) => {
    const { pool } = db;
    await pool.query("select reflux_private.register_worker('w', $1, 1)", [
      JSON.stringify(builtinNodes.map(({ manifest }) => manifest)),
    ]);
    await pool.query(`select reflux.deploy_flow('flow', ${flow}), reflux.start_run('flow')`);
    const callables = await callablesOf(pool, "reflux_admin", known);

    await attackDoor("planted objects", async (attempt) => {
      await withPlanter(db, "reflux_admin", async ({ session, trapped }) => {
        for (const kind of kinds) {
          const planted = await session(kind);
          let before = await trapped();
          for (const { name, call } of callables)
            await attempt(`${kind}, ${name}`, async () => {
              await planted.query("begin");
              await planted.query(call).catch(() => undefined);
              await planted.query("rollback");
              const after = await trapped();
              const ran = after - before;
              before = after;

              expect(ran).toBe(0);
            });
        }
      });
    });
  });
});
