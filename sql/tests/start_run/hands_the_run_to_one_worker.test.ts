import { expect, test } from "vitest";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, deploy, start } from "../kit.ts";
import { Worker } from "../worker.ts";

test("one worker gets the run, although another comes free while it is chosen", async () => {
  await withSessions(2, async ({ sessions: [starting, holding], blocked, pool }) => {
    if (!starting || !holding) throw new Error("two sessions");
    const first = await Worker.register(pool);
    // Statistics of one row: then the planner may ask for the idle worker anew for each row of the table.
    await pool.query("analyze reflux_private.idle_workers");
    const second = await Worker.register(pool);
    await first.renew(pool, 5);
    await second.renew(pool, 9);
    await deploy(pool, "flow", chain("a"));
    await pool.query("create table public.gate as select 1");
    await pool.query(`create function public.pause() returns trigger language plpgsql as $$
      begin perform from public.gate for share; return new; end $$`);
    await pool.query(
      "create trigger pause before update on reflux_private.idle_workers for each row execute function public.pause()",
    );

    await holding.query("begin; select from public.gate for update");
    await holding.query("select from reflux_private.idle_workers where worker_id = $1 for no key update", [
      second.id,
    ]);
    await starting.query("set enable_hashjoin = off; set enable_mergejoin = off");
    const run = start(starting, "flow");
    await blocked(starting);
    await holding.query("commit");

    const { rows } = await pool.query("select worker_id from reflux.steps where run_id = $1", [await run]);
    expect(rows).toEqual([{ worker_id: first.id }]);
    const { rows: idle } = await pool.query(
      "select idle from reflux_private.idle_workers order by worker_id",
    );
    expect(idle).toEqual([{ idle: 4 }, { idle: 9 }]);
  });
});
