import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { flow, readRun, refusal, startFlow, states } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

const redrive = "select reflux.redrive_step($1, $2)";
const joined = flow({ root: {}, a: {}, b: {}, j: {}, after: {} }, [
  "root -> a",
  "root -> b",
  "a -> j",
  "b -> j",
  "b -> after",
]);

test("a join that was cancelled while it waited is not started over the input that is missing", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, joined);
    const [root] = await worker.take(db);
    await worker.complete(db, { step: root!, ...ok() });
    const [a] = await worker.take(db);
    await worker.complete(db, { step: a!, ...ok() });
    await db.query("select reflux.cancel_run($1)", [run]);
    expect(await states(db, run)).toMatchObject({ b: "cancelled", j: "cancelled" });

    const refused = await refusal(db, () => db.query(redrive, [run, "j"]));

    expect(refused).toMatchObject({ code: "RFS03", message: expect.stringContaining("not been reached") });
    expect(await readRun(db, run)).toMatchObject({ state: "cancelled" });
    await checkPromises(db);

    await db.query(redrive, [run, "b"]);
    expect((await worker.drive(db)).toSorted()).toEqual(["after", "b", "j"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    await checkPromises(db);
  });
});
