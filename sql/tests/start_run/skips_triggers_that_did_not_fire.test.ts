import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { flow, readRun, startFlow, states } from "../kit.ts";
import { Worker } from "../worker.ts";

const document = flow(
  { button: { node: "manual" }, hook: { node: "webhook.in", config: { path: "x" } }, shape: {}, join: {} },
  ["button -> join", "hook -> shape", "shape -> join"],
);

test("a run started by hand begins at the manual trigger; what only another one leads to is skipped", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);

    const run = await startFlow(db, document);

    expect(await states(db, run)).toEqual({
      button: "ready",
      hook: "skipped",
      shape: "skipped",
      join: "waiting",
    });
    expect(await worker.drive(db)).toEqual(["button", "join"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});
