import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { flow, readRun, refusal, startFlow } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

test("the retry comes now", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { retry: { max: 1, initial: "1 hour", limit: "1 hour" } } }));
    await worker.drive(db, () => fails());

    await db.query("select reflux.retry_now($1, 'a')", [run]);

    expect(await worker.drive(db, () => ok())).toEqual(["a"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a step that waits for no retry is left alone", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, flow({ a: {} }));

    expect((await refusal(db, () => db.query("select reflux.retry_now($1, 'a')", [run]))).code).toBe("RFS05");
  });
});
