import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { flow, idxOf, readRun, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

test("a signal for a step of some scope ends no run whose own step is ready", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, flow({ ask: { node: "test.wait" } }));
    await db.query(
      "insert into reflux.steps (run_id, idx, scope, state, wait) values ($1, $2, 'each[18]', 'sleeping', 'signal')",
      [run, await idxOf(db, run, "ask")],
    );

    await db.query("select reflux.signal_step($1, 'ask', '{}', 'each[18]')", [run]);

    expect(await readRun(db, run)).toMatchObject({ state: "queued", open_sinks: 1 });
  });
});
