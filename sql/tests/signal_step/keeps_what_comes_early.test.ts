import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { type Db, flow, one, readStep, refusal, startFlow, states, sweep } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

const waiting = flow({ first: {}, w: { node: "test.wait" }, after: {} }, ["first -> w", "w -> after"]);
const signal = async (db: Db, run: string, payload: unknown, step = "w") =>
  await one<{ state: string }>(db, "select state from reflux.signal_step($1, $2, $3)", [
    run,
    step,
    JSON.stringify(payload),
  ]);
const kept = async (db: Db) =>
  (await one<{ n: number }>(db, "select count(*)::int as n from reflux.kept_signals")).n;
/** All that is ready runs; a step that can wait for a signal does. */
const drive = async (db: Db, worker: Worker) =>
  await worker.drive(db, (key) => (key === "w" ? { kind: "wait_for_signal" } : ok(key)));

test.for(["not reached", "ready", "running"])(
  "a signal to a step that is %s is kept until it waits, and ends the wait at once",
  async (state) => {
    await withTx(async (db) => {
      const worker = await Worker.register(db);
      const run = await startFlow(db, waiting);
      if (state !== "not reached")
        for (const step of await worker.take(db)) await worker.complete(db, { step, kind: "output" });
      const held = state === "running" ? await worker.take(db) : [];

      await signal(db, run, { by: "Ada" });

      expect(await one(db, "select reason from reflux.why($1, 'w')", [run])).toEqual({
        reason: expect.stringContaining("a signal of"),
      });
      expect(await one(db, "select key from reflux.why($1) where key = 'w'", [run])).toEqual({ key: "w" });
      for (const step of held) await worker.complete(db, { step, kind: "wait_for_signal" });
      await drive(db, worker);
      expect(await states(db, run)).toEqual({ first: "succeeded", w: "succeeded", after: "succeeded" });
      expect(await readStep(db, run, "w")).toMatchObject({ output: { by: "Ada" }, wait: null });
      expect(await kept(db)).toBe(0);
      await checkPromises(db);
    });
  },
);

test("only one is kept, only for a step that can wait, only until it is over", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, waiting);
    const refused = async (step = "w") => (await refusal(db, () => signal(db, run, 1, step))).message;

    expect(await refused("after")).toContain("its node never does");
    await signal(db, run, 1);
    expect(await refused()).toContain("one is kept for it already");
    await drive(db, worker);
    expect(await refused()).toContain("is succeeded");
  });
});

test("the config of a step says whether its node waits", async () => {
  await withTx(async (db) => {
    await Worker.register(db, [{ id: "test.ask", signals: "ask" }]);
    const run = await startFlow(
      db,
      flow(
        {
          yes: { node: "test.ask", config: { ask: true } },
          no: { node: "test.ask", config: { ask: false } },
          none: { node: "test.ask" },
        },
        [],
      ),
    );

    expect(await signal(db, run, 1, "yes")).toBeDefined();
    for (const step of ["no", "none"])
      expect((await refusal(db, () => signal(db, run, 1, step))).code).toBe("RFS05");
  });
});

test("one that has expired is not taken, makes place for another, and is dropped", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, waiting);
    await db.query("select reflux.change_settings(keep_signals => '1 hour')");
    await signal(db, run, "old");
    const expire = "update reflux.kept_signals set expires_at = clock_timestamp()";
    expect(await one(db, "select expires_at - sent_at <= '1 hour' as soon from reflux.kept_signals")).toEqual(
      {
        soon: true,
      },
    );
    await db.query(expire);
    await signal(db, run, "new");
    await db.query(expire);

    await drive(db, worker);

    expect(await readStep(db, run, "w")).toMatchObject({ state: "sleeping", wait: "signal" });
    await sweep(db);
    expect(await kept(db)).toBe(0);
  });
});

test("a signal and the begin of the wait at once: one claim, and none lost", {
  timeout: 60_000,
}, async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    for (let round = 0; round < 30; round += 1) {
      const run = await startFlow(pool, waiting);
      const [first] = await worker.take(pool);
      await worker.complete(pool, { step: first!, kind: "output" });
      const [step] = await worker.take(pool);

      const sent = [0, 1, 2].map((n) =>
        signal(pool, run, n).then(
          () => n,
          () => undefined,
        ),
      );
      for (;;) {
        const { busy } = await worker.complete(pool, { step: step!, kind: "wait_for_signal" });
        if (busy.length === 0) break;
      }
      const accepted = (await Promise.all(sent)).filter((n) => n !== undefined);
      await drive(pool, worker);

      const { state, output } = await readStep(pool, run, "w");
      expect([state, accepted]).toEqual(["succeeded", [output]]);
    }
    expect(await kept(pool)).toBe(0);
    await checkPromises(pool);
  });
});

test("one sent by a transaction that cannot see the wait is given by the sweeper", async () => {
  await withDb(async ({ pool, connect }) => {
    const worker = await Worker.register(pool);
    const run = await startFlow(pool, waiting);
    const [step] = await worker.take(pool);
    const sender = await connect();
    await sender.query("begin isolation level repeatable read");
    await sender.query("select count(*) from reflux.steps");
    await worker.complete(pool, { step: step!, kind: "output" });
    await drive(pool, worker);
    await signal(sender, run, "late");
    await sender.query("commit");

    await sweep(pool);

    expect(await readStep(pool, run, "w")).toMatchObject({ state: "succeeded", output: "late" });
  });
});
