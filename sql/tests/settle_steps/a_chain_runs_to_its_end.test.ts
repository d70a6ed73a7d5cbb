import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { attempts, chain, readRun, startFlow, states } from "../kit.ts";
import { Worker } from "../worker.ts";

test("a chain runs step by step to its end", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a", "b", "c"));

    const done = await worker.drive(db);

    expect(done).toEqual(["a", "b", "c"]);
    expect(await states(db, run)).toEqual({ a: "succeeded", b: "succeeded", c: "succeeded" });
    expect(await attempts(db, run, "c")).toEqual(["succeeded"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    await checkPromises(db);
  });
});
