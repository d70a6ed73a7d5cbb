import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";

const guarded = {
  run: {
    states: ["queued", "running", "paused", "succeeded", "failed", "cancelled"],
    insert: `insert into reflux.runs (id, flow_id, graph_id, open_sinks, state, finished_at) overriding system value
      values (-1, 1, 1, 0, $1, case when $1 in ('succeeded', 'failed', 'cancelled') then now() end)`,
    update: `update reflux.runs set state = $1, finished_at = case when $1 in ('succeeded', 'failed', 'cancelled') then now() end
      where id = -1`,
  },
  step: {
    states: ["waiting", "ready", "running", "sleeping", "succeeded", "failed", "skipped", "cancelled"],
    insert: `insert into reflux.steps (run_id, idx, state, worker_id, wait, finished_at) values (-1, 0, $1, case $1 when 'running' then 1 end,
      case $1 when 'sleeping' then 'timer'::reflux.wait_kind end, case when $1 in ('succeeded', 'failed', 'skipped', 'cancelled') then now() end)`,
    update: `update reflux.steps set state = $1, worker_id = case $1 when 'running' then 1 end,
      wait = case $1 when 'sleeping' then 'timer'::reflux.wait_kind end,
      finished_at = case when $1 in ('succeeded', 'failed', 'skipped', 'cancelled') then now() end where run_id = -1`,
  },
} as const;

test.each(["run", "step"] as const)(
  "a %s makes the moves of reflux.transitions and no other",
  async (machine) => {
    const { states, insert, update } = guarded[machine];
    await withTx(async (db) => {
      const made: string[] = [];
      for (const from of states) {
        for (const to of states.filter((state) => state !== from)) {
          await db.query("savepoint before");
          await db.query(insert.replaceAll("$1", `'${from}'`));
          const moved = await db.query(update.replaceAll("$1", `'${to}'`)).then(
            () => true,
            (error: { code?: string; message: string }) => {
              expect(error).toMatchObject({
                code: "RFS01",
                message: expect.stringContaining(`is ${from} and cannot become ${to}`),
              });
              return false;
            },
          );
          if (moved) made.push(`${from} -> ${to}`);
          await db.query("rollback to before");
        }
      }
      const { rows } = await db.query<{ move: string }>(
        "select distinct from_state || ' -> ' || to_state as move from reflux.transitions where machine = $1",
        [machine],
      );

      expect(made.toSorted()).toEqual(rows.map(({ move }) => move).toSorted());
    });
  },
);
