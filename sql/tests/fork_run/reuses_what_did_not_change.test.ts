import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Db, deploy, flow, one, readRun, refusal, startFlow, states } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

const fork = async (db: Db, run: string, from: string | null = null) =>
  (await one<{ id: string }>(db, "select id from reflux.fork_run($1, $2)", [run, from])).id;

type Steps = Parameters<typeof flow>[0];
const edges = ["a -> b", "b -> c", "c -> d", "a -> side"];
const steps: Steps = { a: {}, b: {}, c: {}, d: {}, side: {} };

/** A run whose step `c` failed; the rest is done. */
async function failed(db: Db) {
  const worker = await Worker.register(db);
  const run = await startFlow(db, flow(steps, edges));
  await worker.drive(db, (key) => (key === "c" ? fails("RFX01") : ok({ from: key })));
  return { worker, run };
}

test.each<readonly [what: string, changed: Steps, from: string | null, ran: readonly string[]]>([
  ["the failed step was changed", { ...steps, c: { config: { fixed: true } } }, null, ["c", "d"]],
  ["a step above it was changed", { ...steps, b: { config: { fixed: true } } }, null, ["b", "c", "d"]],
  ["nothing was changed", steps, null, ["c", "d"]],
  ["a step is named", steps, "b", ["b", "c", "d"]],
  ["only a note was changed", { ...steps, b: { note: "why" } }, null, ["c", "d"]],
  ["the first was changed", { ...steps, a: { config: { fixed: true } } }, null, ["a", "b", "side", "c", "d"]],
])("%s: what is as it was is reused, the rest runs", async (_what, changed, from, ran) => {
  await withTx(async (db) => {
    const { worker, run } = await failed(db);
    await deploy(db, "flow", flow(changed, edges));

    const forked = await fork(db, run, from);

    expect((await worker.drive(db)).toSorted()).toEqual([...ran].toSorted());
    expect(await states(db, forked)).toEqual(
      Object.fromEntries(Object.keys(steps).map((key) => [key, "succeeded"])),
    );
    expect(await readRun(db, forked)).toMatchObject({ state: "succeeded", open_sinks: 0, forked_from: run });
    expect(await readRun(db, run)).toMatchObject({ state: "failed" });
    await checkPromises(db);
  });
});

test("a reused step gives what it gave, and a step that is new or gone is no obstacle", async () => {
  await withTx(async (db) => {
    const { worker, run } = await failed(db);
    const { d: _gone, ...left } = steps;
    await deploy(db, "flow", flow({ ...left, e: {} }, ["a -> b", "b -> c", "c -> e", "a -> side", "b -> e"]));

    const forked = await fork(db, run);

    expect((await worker.drive(db)).toSorted()).toEqual(["c", "e"]);
    expect(await one(db, "select reflux.step_input($1, 'c') as input", [forked])).toEqual({
      input: { from: "b" },
    });
    await checkPromises(db);
  });
});

test("what was never taken stays so, behind a new step too, and the run ends", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const branch = { choose: { node: "test.branch" }, left: {}, right: {} };
    const run = await startFlow(db, flow(branch, ["choose.left -> left", "choose.right -> right"]));
    await worker.drive(db, (key) => (key === "choose" ? ok({}, ["left"]) : fails("RFX01")));
    await deploy(
      db,
      "flow",
      flow({ ...branch, more: {} }, ["choose.left -> left", "choose.right -> right", "choose.right -> more"]),
    );

    const forked = await fork(db, run);
    await worker.drive(db);

    expect(await states(db, forked)).toEqual({
      choose: "succeeded",
      left: "succeeded",
      right: "skipped",
      more: "skipped",
    });
    expect(await readRun(db, forked)).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

test("a run with nothing left to do ends at once; a try of a draft is refused", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {} }));
    await worker.drive(db);

    expect(await readRun(db, await fork(db, run))).toMatchObject({ state: "succeeded" });
    const tried = (await one<{ id: string }>(db, "select id from reflux.try_step('flow', 'a')")).id;
    expect((await refusal(db, async () => fork(db, tried))).code).toBe("RFS03");
    expect((await refusal(db, async () => fork(db, run, "nope"))).code).toBe("RFN03");
  });
});
