import { expect, test } from "vitest";
import { callablesOf } from "#db/testing/callables.ts";
import { withDb } from "#db/testing/databases.ts";
import { withPlanter } from "#db/testing/planted.ts";
import { chain, type Db, deploy, flow, one, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

/** What arguments are, by their name or their type. */
const known = {
  slug: "'flow'",
  flow: "'flow'",
  new_slug: "'flow2'",
  run_id: "(select min(id) from reflux.runs)",
  run: "(select min(id) from reflux.runs)",
  step: "'a'",
  scope: "''",
  role: "'viewer'",
  document: `'{"reflux": 1, "steps": {"a": {"node": "test.work", "timeout": "3s", "config": {"x": "{{ input.y }}"}}}, "edges": []}'`,
  graph: `'{"reflux": 1, "steps": {"a": {"node": "test.work"}, "b": {"node": "test.work"}}, "edges": ["a -> b"]}'`,
  flows: "null",
  expires_at: "null",
  "pg_catalog.text": "'x'",
  "pg_catalog.int8": "1",
  "pg_catalog.int4": "1",
  "pg_catalog.bool": "true",
  "pg_catalog.jsonb": `'{"a": [1, "x"]}'`,
  "pg_catalog.bytea": "'\\x00'",
  "pg_catalog.timestamptz": "pg_catalog.now()",
  "pg_catalog._int8": "'{1}'",
  "pg_catalog._text": "'{a}'",
  "pg_catalog._xid8": "'{1}'",
};

const roles = [
  "reflux_viewer",
  "reflux_operator",
  "reflux_editor",
  "reflux_admin",
  "reflux_api",
  "reflux_query",
];

test.each(roles)(
  "whatever %s plants, no function that it may call runs it with other rights",
  async (role) => {
    await withDb(async (db) => {
      await Worker.register(db.pool);
      await startFlow(db.pool, chain("a", "b"));
      const callables = await callablesOf(db.pool, role, known);
      await withPlanter(db, role, async ({ session, trapped }) => {
        const planted = await session();
        const ran: string[] = [];

        for (const { name, call } of callables) {
          await planted.query("begin");
          // A refusal is an answer; a call that is none would try nothing.
          await planted.query(call).catch((error: unknown) => {
            if (/^(42883|42P01|42601|42804)$/.test(codeOf(error)))
              ran.push(`${name} was not called: ${String(error)}`);
          });
          await planted.query("rollback");
          if ((await trapped()) > 0) ran.push(name);
          await db.pool.query(
            "drop sequence public.trapped; create sequence public.trapped; grant usage on sequence public.trapped to public",
          );
        }

        expect(ran).toEqual([]);
      });
      expect(callables.length).toBeGreaterThan(0);
    });
  },
);

test("nor does the trigger of a watched table, nor a deploy that watches one", async () => {
  await withDb(async (db) => {
    await Worker.register(db.pool);
    await db.pool.query(
      "create table public.orders (id int, total numeric, note text, tags text[], at timestamptz)",
    );
    await db.pool.query("grant select, trigger on public.orders to reflux_query");
    await db.pool.query("grant all on public.orders to public");
    const watching = flow({
      t: {
        node: "table.change",
        config: {
          table: "orders",
          columns: ["note"],
          when: "new.total > 1 or old.note = 'x' or lower(new.note) = 'x'",
        },
      },
    });
    await deploy(db.pool, "watch", watching);
    await withPlanter(db, "reflux_editor", async ({ session, trapped }) => {
      const planted = await session();

      await planted.query("insert into public.orders values (1, 10, 'x', '{a,b}', pg_catalog.now())");
      await planted.query("update public.orders set note = 'y'");
      await planted.query("delete from public.orders");
      await planted.query("select * from reflux.deploy_flow('other', $1)", [JSON.stringify(watching)]);

      expect(await trapped()).toBe(0);
    });
    expect((await db.pool.query("select from reflux.runs")).rowCount).toBe(2);
  });
});

test("nor does the completion of a step by an author's SQL", async () => {
  await withDb(async (db) => {
    const worker = await Worker.register(db.pool);
    await startFlow(db.pool, chain("a", "b"));
    const [step] = await worker.take(db.pool, await worker.hear(db.pool));
    const { secret } = await one<{ secret: string }>(
      db.pool,
      "select secret from reflux.workers where id = $1",
      [worker.id],
    );
    await withPlanter(db, "reflux_query", async ({ session, trapped }) => {
      const planted = await session();

      await planted.query(
        `select * from reflux_author.complete_own_step($1::pg_catalog.int8, $2::pg_catalog.uuid,
           $3::pg_catalog.int8, 0, '', 1, output => $4::pg_catalog.jsonb)`,
        [worker.id, secret, step?.run_id, JSON.stringify({ x: 1 })],
      );

      expect(await trapped()).toBe(0);
    });
    expect(await stateOf(db.pool)).toEqual(["ready", "succeeded"]);
  });
});

test("the trap is one: a function that forgets pg_temp steps into it", async () => {
  await withDb(async (db) => {
    await db.pool.query(`create function public.careless() returns text language plpgsql security definer set search_path = ''
      as $$ begin return 'x'::text; end $$; grant execute on function public.careless to public`);
    await withPlanter(db, "reflux_viewer", async ({ session, trapped }) => {
      const planted = await session("types in pg_temp");
      await planted.query("select public.careless()");

      expect(await trapped()).toBeGreaterThan(0);
    });
  });
});

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

async function stateOf(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ state: string }>(
    "select state::text from reflux.steps order by state::text",
  );
  return rows.map(({ state }) => state);
}
