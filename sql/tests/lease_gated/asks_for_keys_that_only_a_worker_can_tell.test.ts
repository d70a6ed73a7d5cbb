import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Db, deploy, flow, readStep, start } from "../kit.ts";
import { fails, type Leased, ok, type Place, Worker } from "../worker.ts";
import { lines, waiting } from "./kit.ts";

const expression = "bank {{ input.account }}";

async function untold(db: Db, n: number) {
  const worker = await Worker.register(db);
  const places = await waiting(db, n, { key: expression });
  await worker.hear(db);
  return { worker, places, steps: (await worker.comeToGate(db, places)).untold };
}

const historyOf = async (db: Db, run: string) =>
  (await db.query("select outcome from reflux.attempts where run_id = $1 order by attempt", [run])).rows.map(
    ({ outcome }) => outcome,
  );

test("the step is not leased, comes with its input, and no attempt is counted", async () => {
  await withTx(async (db) => {
    const { places, steps } = await untold(db, 1);

    expect(steps).toMatchObject([{ run_id: places[0]![0], attempt: 0, input: {} }]);
    expect(await readStep(db, places[0]![0], "a")).toMatchObject({ state: "ready", attempt: 0 });
  });
});

test("who tells it gets the step if a place is free, and is not asked again when it is called", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await untold(db, 3);
    const had: Leased[][] = [];
    for (const [n, step] of steps.entries())
      had.push(await worker.tell(db, step, n === 2 ? "bank b" : "bank a"));
    expect(had.map(({ length }) => length)).toEqual([1, 0, 1]);

    await worker.complete(db, { step: had[0]![0]!, ...ok() });

    const { leased, untold: again } = await worker.comeToGate(db);
    expect([leased.map(({ run_id }) => run_id), again]).toEqual([[steps[1]!.run_id], []]);
    expect(await historyOf(db, steps[1]!.run_id)).toEqual([]);
    await checkPromises(db);
  });
});

test("a key is told once: a second word changes nothing", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await untold(db, 1);
    await worker.tell(db, steps[0]!, "bank a");

    expect(await worker.tell(db, steps[0]!, "bank b")).toEqual([]);
    expect(await lines(db)).toEqual({ held: 1, line: 0 });
  });
});

test("another input is asked for another key", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await untold(db, 2);
    await worker.tell(db, steps[0]!, "bank a");
    await worker.tell(db, steps[1]!, "bank a");
    await db.query("select reflux.redrive_step($1, 'a', '', $2)", [steps[1]!.run_id, '{"account": "b"}']);

    const { untold: again } = await worker.comeToGate(db);

    expect(again).toMatchObject([{ run_id: steps[1]!.run_id, input: { account: "b" } }]);
    expect(await worker.tell(db, again[0]!, "bank b")).toHaveLength(1);
    await checkPromises(db);
  });
});

test("a key that cannot be made is how the attempt ends, by the step's own policy", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(
      db,
      "flow",
      flow({ a: { concurrency: { key: expression, limit: 1 }, retry: { max: 1, jitter: 0 } } }),
    );
    const place: Place = [await start(db, "flow"), 0, ""];
    const { error } = { ...fails("RFX01") } as { error: unknown };
    const [step] = (await worker.comeToGate(db, [place])).untold;

    expect(await worker.tell(db, step!, null, error)).toEqual([]);

    expect(await readStep(db, place[0], "a")).toMatchObject({ state: "sleeping", wait: "retry", attempt: 1 });
    await db.query("select reflux.retry_now($1, 'a')", [place[0]]);
    const [second] = (await worker.comeToGate(db)).untold;
    await worker.tell(db, second!, null, error);
    expect(await readStep(db, place[0], "a")).toMatchObject({ state: "failed", attempt: 2 });
    expect(await historyOf(db, place[0])).toEqual(["failed", "failed"]);
    await checkPromises(db);
  });
});

test("what a person's try has pinned needs no key", async () => {
  await withTx(async (db) => {
    const { worker, places } = await untold(db, 1);
    await db.query("update reflux.runs set pinned = true, version_id = null where id = $1", [places[0]![0]]);
    await db.query("alter table reflux.graph_steps disable trigger user");
    await db.query("update reflux.graph_steps set options = options || $1", ['{"pin": {"output": 1}}']);

    expect(await worker.take(db, places)).toHaveLength(1);
    expect(await lines(db)).toEqual({ held: 0, line: 0 });
  });
});

test("a key of any length is a key", async () => {
  await withTx(async (db) => {
    const { worker, steps } = await untold(db, 2);
    const long = "bank ".repeat(10_000);

    expect(await worker.tell(db, steps[0]!, `${long}a`)).toHaveLength(1);
    expect(await worker.tell(db, steps[1]!, `${long}b`)).toHaveLength(1);
  });
});
