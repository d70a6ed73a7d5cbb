import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, deploy, readStep, start } from "../kit.ts";
import { fails, type Outcome, ok, type Result, Worker } from "../worker.ts";

const bad: readonly (readonly [string, Outcome])[] = [
  ["starts a flow that does not exist", { kind: "call_flow", output: { flow: "nope" } }],
  ["names a time that is none", { kind: "sleep_until", wake_at: "soon" }],
  ["names a retry time that is none", fails("RFX01", "soon")],
];

test.for(bad)(
  "a batch in which one result %s is undone whole; alone, the others are taken",
  async ([, outcome]) => {
    await withDb(async ({ pool }) => {
      const worker = await Worker.register(pool, [{ id: "test.work", retry: { max: 3 } }]);
      await deploy(pool, "flow", chain("a"));
      const runs = [await start(pool, "flow"), await start(pool, "flow")];
      const steps = await worker.take(pool);
      const results: Result[] = [
        { step: steps[0]!, ...ok() },
        { step: steps[1]!, ...outcome },
      ];

      await expect(worker.complete(pool, ...results)).rejects.toThrow();

      expect(await readStep(pool, steps[0]!.run_id, "a")).toMatchObject({ state: "running" });
      expect(await worker.complete(pool, results[0]!)).toMatchObject({ refused: [] });
      await expect(worker.complete(pool, results[1]!)).rejects.toThrow();
      expect(await worker.complete(pool, { step: steps[1]!, ...fails("RFN01", "never") })).toMatchObject({
        refused: [],
      });
      expect(runs).toHaveLength(2);
      await checkPromises(pool);
    });
  },
);
