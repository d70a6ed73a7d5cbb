import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { attempts, type Db, flow, one, passTime, readRun, readStep, startFlow } from "../kit.ts";
import { fails, type Outcome, ok, Worker } from "../worker.ts";

/** How often a step with this policy is tried when it always fails like this. */
async function tries(policy: unknown, outcome: Outcome): Promise<number> {
  return await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { retry: policy } }));
    for (let n = 0; n < 20; n += 1) {
      await worker.drive(db, () => outcome);
      await passTime(db);
    }
    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 1 });
    await checkPromises(db);
    return (await attempts(db, run, "a")).length;
  });
}

test.for([
  ["once without a policy", {}, fails(), 1],
  ["max retries after the first", { max: 3 }, fails(), 4],
  ["not again when the error says never", { max: 3 }, fails("RFX01", "never"), 1],
  ["not again when the input is invalid", { max: 3 }, fails("RFV03"), 1],
  ["not again when the input is invalid, whatever the error says", { max: 3 }, fails("RFV03", "backoff"), 1],
  ["more often for a class of errors", { max: 1, classes: { RFX: 4 } }, fails("RFX02"), 5],
  ["less often for a class of errors", { max: 3, classes: { RFX02: 0 } }, fails("RFX02"), 1],
  ["by the class that says most", { max: 3, classes: { RFX: 5, RFX02: 1 } }, fails("RFX02"), 2],
  ["as usual for another class", { max: 2, classes: { RFT: 5 } }, fails("RFX02"), 3],
] as const)("a step that fails is tried %s", async ([, policy, outcome, expected]) => {
  expect(await tries(policy, outcome)).toBe(expected);
});

async function delays(db: Db, policy: unknown, failures: readonly number[]): Promise<number[]> {
  const { rows } = await db.query<{ seconds: number }>(
    'select extract(epoch from reflux_private.retry_at(\'{"code": "RFX01"}\', f, 100, $1) - clock_timestamp())::float8 as seconds ' +
      "from unnest($2::int[]) with ordinality u(f, n) order by n",
    [JSON.stringify(policy), failures],
  );
  return rows.map(({ seconds }) => Math.round(seconds * 10) / 10);
}

test("the pause doubles up to a limit, or stays", async () => {
  await withTx(async (db) => {
    const exponential = { initial: "2s", limit: "10s", jitter: 0 };

    expect(await delays(db, exponential, [0, 1, 2, 3, 50])).toEqual([2, 4, 8, 10, 10]);
    expect(await delays(db, { ...exponential, backoff: "fixed" }, [0, 3])).toEqual([2, 2]);
    expect(await delays(db, { initial: "40 days", jitter: 0 }, [60])).toEqual([300]);
  });
});

test("jitter spreads the pause around its middle", async () => {
  await withTx(async (db) => {
    const seen = await delays(
      db,
      { initial: "100s", limit: "200s", jitter: 1 },
      Array.from({ length: 50 }, () => 0),
    );

    expect(Math.min(...seen)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...seen)).toBeLessThanOrEqual(150);
    expect(new Set(seen).size).toBeGreaterThan(10);
  });
});

test("a time the remote named is kept, and one that has passed means now", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { retry: { max: 3 } } }));
    const [step] = await worker.take(db);

    await worker.complete(db, { step: step!, ...fails("RFX01", "2099-01-01T00:00:00Z") });

    expect((await readStep(db, run, "a")).wake_at).toEqual(new Date("2099-01-01T00:00:00Z"));
    expect(
      await one(
        db,
        "select reflux_private.retry_at('{\"retry\": \"2000-01-01\"}', 0, 3, '{}') > now() - interval '1 minute' as now",
      ),
    ).toEqual({ now: true });
  });
});

test("a step that failed twice and then succeeds is a success, and its tries are on record", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: { retry: { max: 2 } }, b: {} }, ["a -> b"]));
    for (const outcome of [fails(), fails(), ok()]) {
      await worker.drive(db, () => outcome);
      await passTime(db);
    }

    expect(await attempts(db, run, "a")).toEqual(["failed", "failed", "succeeded"]);
    expect(await readStep(db, run, "a")).toMatchObject({ state: "succeeded", failures: 2, error: null });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", failed_steps: 0 });
    await checkPromises(db);
  });
});

test("a retry asked for by the node is no failure", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {} }));
    const [step] = await worker.take(db);

    await worker.complete(db, { step: step!, kind: "retry_at", wake_at: "2000-01-01" });

    expect(await readStep(db, run, "a")).toMatchObject({ state: "sleeping", wait: "retry", failures: 0 });
    expect(await worker.drive(db)).toEqual(["a"]);
    expect(await attempts(db, run, "a")).toEqual(["suspended", "succeeded"]);
    await checkPromises(db);
  });
});

test("a step given back counts as no try and rings again", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {} }));
    const [step] = await worker.take(db);

    await worker.complete(db, { step: step!, kind: "release" });

    expect(await readStep(db, run, "a")).toMatchObject({ state: "ready", failures: 0 });
    expect(await worker.drive(db)).toEqual(["a"]);
    expect(await attempts(db, run, "a")).toEqual(["released", "succeeded"]);
    await checkPromises(db);
  });
});
