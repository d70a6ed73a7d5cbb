import { expect, test } from "vitest";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, deploy, readStep, start } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

test("the result waits aside, those of other runs go through, and it is taken afterwards", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [person] = sessions;
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", chain("a", "b"));
    const held = await start(pool, "flow");
    const free = await start(pool, "flow");
    const steps = await worker.take(pool);
    const results = [held, free].map((run) => ({
      step: steps.find(({ run_id }) => run_id === run)!,
      ...ok(),
    }));
    await person!.query("begin");
    await person!.query("select reflux.pause_run($1)", [held]);

    const answer = await worker.complete(pool, ...results);

    expect(answer).toMatchObject({ busy: [0], refused: [] });
    expect(await readStep(pool, free, "a")).toMatchObject({ state: "succeeded" });
    await person!.query("rollback");
    expect(await worker.complete(pool, results[0]!)).toMatchObject({ busy: [], refused: [] });
    await worker.drive(pool);
    await checkPromises(pool);
  });
});

test("a person waits for a flush, not for a worker", async () => {
  await withSessions(2, async ({ pool, sessions, blocked }) => {
    const [flush, person] = sessions;
    const worker = await Worker.register(pool);
    await deploy(pool, "flow", chain("a", "b"));
    const run = await start(pool, "flow");
    const [step] = await worker.take(pool);
    await flush!.query("begin");
    await worker.complete(flush!, { step: step!, ...ok() });

    const paused = person!.query("select state from reflux.pause_run($1)", [run]);
    await blocked(person!);
    await flush!.query("commit");

    expect((await paused).rows).toEqual([{ state: "paused" }]);
    await checkPromises(pool);
  });
});
