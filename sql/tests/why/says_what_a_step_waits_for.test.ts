import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, flow, one, readStep, refusal, startFlow } from "../kit.ts";
import { inLine, sendToLine } from "../lease_gated/kit.ts";
import { fails, type Leased, ok, Worker } from "../worker.ts";

async function reason(db: Db, run: string, step: string | null = "a"): Promise<string> {
  const { rows } = await db.query<{ reason: string }>("select reason from reflux.why($1, $2)", [run, step]);
  return rows.map((row) => row.reason).join("; ");
}

test("a step that was not reached names what it waits for", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, flow({ a: {}, b: {}, c: {} }, ["a -> c", "b -> c"]));

    expect(await reason(db, run, "c")).toBe("waits for a (ready), b (ready)");
  });
});

test("a ready step says who could run it, and when nobody can", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));

    expect(await reason(db, run)).toBe("in the queue, 1 live worker(s) can run it; 1 job(s) wait");
    await worker.stop(db);
    expect(await reason(db, run)).toBe("no live worker can run test.work@1");
  });
});

const held: readonly (readonly [
  string,
  (db: Db, worker: Worker, step: Leased) => Promise<unknown>,
  RegExp,
])[] = [
  ["runs", async () => undefined, /^runs on worker \d+ \(test\), attempt 1$/],
  [
    "failed and will be tried again",
    (db, worker, step) => worker.complete(db, { step, ...fails() }),
    /^try 1 of 2 failed: failed with RFX01$/,
  ],
  [
    "failed for good",
    (db, worker, step) => worker.complete(db, { step, ...fails("RFV03") }),
    /^failed: RFV03 failed with RFV03$/,
  ],
  [
    "sleeps",
    (db, worker, step) => worker.complete(db, { step, kind: "sleep_until", wake_at: "2099-01-01" }),
    /^sleeps$/,
  ],
  [
    "waits for a person",
    (db, worker, step) => worker.complete(db, { step, kind: "wait_for_signal" }),
    /^waits for a person$/,
  ],
  [
    "waits for a child",
    async (db, worker, step) => {
      await deploy(db, "child", chain("c"));
      await worker.complete(db, { step, kind: "call_flow", output: { flow: "child" } });
    },
    /^waits for child run \d+ \(queued\)$/,
  ],
  [
    "waits for a place",
    (db, worker, step) => sendToLine(db, worker, step, "bank"),
    /^waits for a place under bank$/,
  ],
  [
    "is paused",
    (db, worker, step) =>
      worker
        .complete(db, { step, kind: "release" })
        .then(() => db.query("select reflux.pause_run($1, 'audit')", [step.run_id])),
    /^the run is paused: audit$/,
  ],
];

test.for(held)("a step that %s", async ([, happen, expected]) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ a: { retry: { max: 1 }, concurrency: { key: "bank", limit: 1 } } }),
    );
    const [step] = await worker.take(db);
    await happen(db, worker, step!);

    expect(await reason(db, run)).toMatch(expected);
  });
});

test("a step in line says how many places there are, who has them, and how many stand before it", async () => {
  await withTx(async (db) => {
    const { places, holder } = await inLine(db, 3);

    const hint = await one(db, "select hint from reflux.why($1, 'a')", [places[2]![0]]);

    expect(hint).toEqual({
      hint: `1 of 1 places taken by run ${holder.run_id} a; 1 before it in line. Who: sql/debug/slots.sql`,
    });
  });
});

test("skips tell a failure above from a branch not taken", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(
      db,
      flow({ a: {}, b: {}, pick: { node: "test.branch" }, d: {} }, ["a -> b", "pick.left -> d"]),
    );
    await worker.drive(db, (key) => (key === "a" ? fails() : ok(null, [])));

    expect(await reason(db, run, "b")).toBe("a step above it failed");
    expect(await reason(db, run, "d")).toBe("no branch that leads here was taken");
  });
});

test("the hint is a call that helps", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    const [step] = await worker.take(db);
    await worker.complete(db, { step: step!, kind: "wait_for_signal" });
    const { rows } = await db.query<{ hint: string }>("select hint from reflux.why($1)", [run]);

    await db.query(rows[0]!.hint);

    expect(await readStep(db, run, "a")).toMatchObject({ state: "succeeded" });
  });
});

test("without a step it lists those that hold the run up", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {}, b: {}, c: {} }, ["a -> c"]));
    const [a] = await worker.take(db);
    await worker.complete(db, { step: a!, ...fails() });

    const { rows } = await db.query("select key, state from reflux.why($1)", [run]);

    expect(rows).toEqual([
      { key: "a", state: "failed" },
      { key: "b", state: "running" },
    ]);
  });
});

test("an unknown run or step is refused", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const run = await startFlow(db, chain("a"));

    expect((await refusal(db, () => reason(db, "999999"))).code).toBe("RFN02");
    expect((await refusal(db, () => reason(db, run, "nope"))).code).toBe("RFN03");
  });
});
