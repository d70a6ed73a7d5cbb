import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, deploy, one, start } from "../kit.ts";
import { Worker } from "../worker.ts";

test("the engine's part of an author's transaction is nobody's but the engine's, whatever the author set before", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a"));
    const run = await start(db, "flow");
    const [step] = await worker.take(db);
    const { secret } = await one<{ secret: string }>(db, "select secret from reflux.workers where id = $1", [
      worker.id,
    ]);
    await db.query("set local role reflux_query");
    await db.query(
      "select set_config('reflux.actor', 'god', true), set_config('reflux.flows', '999', true), set_config('search_path', 'public', true)",
    );

    await db.query(
      "select * from reflux_author.complete_own_step($1, $2, $3, $4, $5, $6, kind => 'cancel')",
      [worker.id, secret, step?.run_id, step?.idx, step?.scope, step?.attempt],
    );

    await db.query("reset role");
    expect(
      await one(
        db,
        "select current_setting('reflux.actor') as actor, current_setting('reflux.flows') as flows, reflux_private.actor() = session_user as own",
      ),
    ).toEqual({ actor: "", flows: "", own: true });
    expect(await one(db, "select state from reflux.runs where id = $1", [run])).toEqual({
      state: "cancelled",
    });
  });
});
