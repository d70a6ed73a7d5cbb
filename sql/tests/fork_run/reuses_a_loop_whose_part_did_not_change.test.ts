import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { loop, opensOnce } from "../close_scopes/kit.ts";
import { deploy, one, startFlow } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

test.each([
  ["a part that is as it was is not run again", loop.steps, ["after"]],
  [
    "a step in it that changed makes the loop run again",
    { ...loop.steps, b: { node: "test.work", config: { text: "other" } } },
    ["each", "a", "b", "each", "after"],
  ],
])("%s", async (_, steps, again) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    await worker.drive(db, opensOnce(["x"]));
    await deploy(db, "flow", {
      ...loop,
      steps: { ...steps, after: { node: "test.work", config: { text: "new" } } },
    });

    await one(db, "select id from reflux.fork_run($1)", [run]);

    expect(
      await worker.drive(
        db,
        opensOnce(["x"], () => ok()),
      ),
    ).toEqual(again);
    await checkPromises(db);
  });
});
