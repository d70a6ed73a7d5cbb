import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

test("a step's actions are those that the list of steps has, in every state and wait", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await db.query("alter table reflux.steps disable trigger user");
    const { rows: kinds } = await db.query<{ state: string; wait: string | null }>(
      "select s as state, null as wait from unnest(enum_range(null::reflux.step_state)) s where s <> 'sleeping' " +
        "union all select 'sleeping', w from unnest(enum_range(null::reflux.wait_kind)) w",
    );
    const differing: unknown[] = [];

    for (const { state, wait } of kinds) {
      await db.query(
        "update reflux.steps set state = $2::text::reflux.step_state, wait = $3::reflux.wait_kind, worker_id = case when $2::text = 'running' then 1 end, " +
          "finished_at = case when $2::text = any ('{succeeded,failed,skipped,cancelled}') then now() end where run_id = $1",
        [run, state, wait],
      );
      const { rows } = await db.query<{ same: boolean; step: string[]; list: string[] }>(
        "select reflux.steps_allowed_actions(s) as step, v.allowed_actions as list, reflux.steps_allowed_actions(s) = v.allowed_actions as same " +
          "from reflux.steps s join reflux.run_steps v on v.run_id = s.run_id and v.idx = s.idx where s.run_id = $1",
        [run],
      );
      if (rows[0]?.same !== true) differing.push({ state, wait, ...rows[0] });
    }

    expect(kinds.length).toBeGreaterThan(10);
    expect(differing).toEqual([]);
  });
});
