import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, deploy, start } from "../kit.ts";
import { Worker } from "../worker.ts";

test("lower priorities are taken first", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a"));
    const later = await start(db, "flow", { priority: 5 });
    const usual = await start(db, "flow");
    const urgent = await start(db, "flow", { priority: -5 });

    const places = await worker.hear(db);

    expect(places.map(([run]) => String(run))).toEqual([urgent, usual, later]);
  });
});
