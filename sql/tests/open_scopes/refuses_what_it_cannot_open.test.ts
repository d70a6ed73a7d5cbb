import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { loop, opens, takeAll } from "../close_scopes/kit.ts";
import { flow, one, refusal, startFlow } from "../kit.ts";
import { type Outcome, ok, Worker } from "../worker.ts";

const many = Array.from({ length: 20_001 }, (_, index) => index);
const malformed = (output: unknown) => ({ kind: "open_scopes", output }) as Outcome;

test.each([
  ["no list", malformed({ items: {} }), "RFV26"],
  ["no item", opens([]), "RFV26"],
  ["too few names", opens([1, 2], { names: ["a"] }), "RFV26"],
  ["a name that is a path", opens([1], { names: ["a/b"] }), "RFV26"],
  ["a name twice", opens([1, 2], { names: ["a", "a"] }), "RFC03"],
  ["no number to leave", malformed({ items: [1], leave: -1 }), "RFV26"],
  ["more than 20,000", opens(many), "RFL12"],
])("%s", async (_, outcome, code) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, loop);
    await worker.complete(db, { step: (await takeAll(db, worker))["before"]!, ...ok() });
    const { each } = await takeAll(db, worker);

    expect(await refusal(db, () => worker.complete(db, { step: each!, ...outcome }))).toMatchObject({ code });
  });
});

test("a step that repeats nothing", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, flow({ a: {} }));
    const { a } = await takeAll(db, worker);

    expect(await refusal(db, () => worker.complete(db, { step: a!, ...opens([1]) }))).toMatchObject({
      code: "RFV26",
    });
  });
});

test("ten thousand open at once, and ring in chunks", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, loop);
    await worker.complete(db, { step: (await takeAll(db, worker))["before"]!, ...ok() });
    const { each } = await takeAll(db, worker);

    await worker.complete(db, { step: each!, ...opens(many.slice(0, 10_000)) });

    expect(
      await one(
        db,
        `select (select count(*)::int from reflux.scopes where run_id = $1) as scopes,
           (select count(*)::int from reflux.steps where run_id = $1 and state = 'ready') as ready,
           (select count(*)::int from graphile_worker._private_jobs) as jobs`,
        [run],
      ),
    ).toEqual({ scopes: 10_000, ready: 10_000, jobs: 2_000 });
  });
});
