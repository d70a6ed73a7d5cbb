import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, one, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

/** As workers called the engine before outcomes and places came as columns. */
const before: readonly (readonly [string, string, readonly unknown[]])[] = [
  ["hands in outcomes", "reflux_private.complete_steps($1, $2, $3, $4)", ["[]", 0, "[]"]],
  ["takes steps", "reflux_private.take_steps($1, $2, $3)", ['[[1, 0, ""]]', 0]],
  [
    "completes a step of SQL",
    "reflux_author.complete_own_step($1, $2, $3)",
    ["00000000-0000-0000-0000-000000000000", "{}"],
  ],
];

test.each(before)(
  "a worker of the release before that %s is told that there is no such function",
  async (_, call, values) => {
    await withTx(async (db) => {
      const worker = await Worker.register(db);
      const run = await startFlow(db, chain("a"));
      await worker.take(db);

      await db.query("savepoint before");
      await expect(db.query(`select * from ${call}`, [worker.id, ...values])).rejects.toMatchObject({
        code: "42883",
      });
      await db.query("rollback to savepoint before");

      expect(await one(db, "select state, attempt::int from reflux.steps where run_id = $1", [run])).toEqual({
        state: "running",
        attempt: 1,
      });
    });
  },
);
