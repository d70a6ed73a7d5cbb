import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { deploy, flow, start } from "./kit.ts";
import { Worker } from "./worker.ts";

const WIDTH = 3_000;

const graphs = ["graph_steps", "graphs", "runs", "nodes"].map((table) => `analyze reflux.${table}`);

/** What the planner has been told when a wide run comes. */
const told = {
  nothing: [],
  "the graphs": graphs,
  "the graphs, and steps of small runs": [
    ...graphs,
    "insert into reflux.steps (run_id, idx, state, finished_at) select 1000 + g / 12, g % 12, 'succeeded', now() from generate_series(0, 5000) g",
  ],
};

test.each(Object.entries(told))(
  "the steps of a wide run are looked up by key, whatever is known: %s",
  async (_, statements) => {
    await withDb(async ({ pool, connect }) => {
      await Worker.register(pool);
      const keys = Array.from({ length: WIDTH }, (_step, index) => `f${index}`);
      const steps = Object.fromEntries(["root", ...keys].map((key) => [key, {}]));
      await deploy(
        pool,
        "wide",
        flow(
          steps,
          keys.map((key) => `root -> ${key}`),
        ),
      );
      for (const statement of statements) await pool.query(statement);
      const run = await start(pool, "wide");
      await pool.query(
        "insert into reflux.steps (run_id, idx, state, finished_at) select $1, i, 'succeeded', now() from generate_series(0, $2) i on conflict do nothing",
        [run, WIDTH],
      );

      // As the API asks: for runs that a list names, not the query.
      const session = await connect();
      await session.query("set role reflux_viewer");
      const { rows } = await session.query<{ "QUERY PLAN": unknown }>(
        `explain (analyze, format json) select s.* from json_array_elements_text($1) id(id)
       cross join lateral (select * from reflux.run_steps s where s.run_id = id.id::bigint order by s.idx, s.scope limit 501) s`,
        [JSON.stringify([run])],
      );

      expect(compared(rows)).toBeLessThan(50 * WIDTH);
    });
  },
);

/** Pairs that were looked at and did not belong together. */
function compared(plan: unknown): number {
  if (typeof plan !== "object" || plan === null) return 0;
  return Object.entries(plan).reduce(
    (sum, [key, value]) =>
      sum + (/^Rows Removed by Join Filter$/.test(key) ? Number(value) : compared(value)),
    0,
  );
}
