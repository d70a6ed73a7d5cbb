import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import {
  attempts,
  chain,
  type Db,
  deploy,
  expire,
  flow,
  one,
  readRun,
  readStep,
  start,
  startFlow,
  sweep,
} from "../kit.ts";
import { ok, Worker } from "../worker.ts";

async function lose(db: Db, worker: Worker) {
  await expire(db, worker.id);
  return await sweep(db);
}

test("its steps run elsewhere, and the loss is on record", async () => {
  await withTx(async (db) => {
    const [dead, other] = [await Worker.register(db), await Worker.register(db)];
    const run = await startFlow(db, chain("a", "b"));
    await dead.take(db);

    const report = await lose(db, dead);

    expect(report).toMatchObject({ lost_workers: 1, returned_steps: 1 });
    expect(await other.drive(db)).toEqual(["a", "b"]);
    expect(await attempts(db, run, "a")).toEqual(["lost", "succeeded"]);
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    expect(await dead.renew(db)).toBe(false);
    await checkPromises(db);
  });
});

test("a worker that renews keeps them", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, chain("a"));
    await worker.take(db);

    expect(await worker.renew(db)).toBe(true);

    expect(await sweep(db)).toMatchObject({ lost_workers: 0, returned_steps: 0 });
  });
});

test("a worker that stops in order is charged nothing", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await worker.take(db);

    await worker.stop(db);

    expect(await attempts(db, run, "a")).toEqual(["released"]);
    expect(await one(db, "select losses, state from reflux.steps")).toEqual({ losses: 0, state: "ready" });
    expect(await (await Worker.register(db)).drive(db)).toEqual(["a"]);
    await checkPromises(db);
  });
});

test("steps of a paused run come back too, and start when it is resumed", async () => {
  await withTx(async (db) => {
    const [dead, other] = [await Worker.register(db), await Worker.register(db)];
    const run = await startFlow(db, chain("a"));
    await dead.take(db);
    await db.query("select reflux.pause_run($1)", [run]);

    await lose(db, dead);

    expect(await readStep(db, run, "a")).toMatchObject({ state: "ready" });
    expect(await other.drive(db)).toEqual([]);
    await db.query("select reflux.resume_run($1)", [run]);
    expect(await other.drive(db)).toEqual(["a"]);
    await checkPromises(db);
  });
});

test("a run that a person holds does not hold up the others, and comes with a later sweep", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [person] = sessions;
    const dead = await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));
    const [held, free] = [await start(pool, "flow"), await start(pool, "flow")];
    await dead.take(pool);
    await person!.query("begin");
    await person!.query("select from reflux.runs where id = $1 for update", [held]);

    expect(await lose(pool, dead)).toMatchObject({ lost_workers: 1, returned_steps: 1 });
    expect(await readStep(pool, free, "a")).toMatchObject({ state: "ready" });
    await person!.query("commit");
    expect(await sweep(pool)).toMatchObject({ lost_workers: 0, returned_steps: 1 });

    expect(await attempts(pool, held, "a")).toEqual(["lost"]);
    await checkPromises(pool);
  });
});

test("a step handed over while its worker was dying comes back", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [starter] = sessions;
    const dying = await Worker.register(pool);
    await dying.renew(pool, 1);
    await deploy(pool, "flow", chain("a"));
    await starter!.query("begin");
    const run = await start(starter!, "flow");
    await lose(pool, dying);
    await starter!.query("commit");
    expect(await readStep(pool, run, "a")).toMatchObject({ state: "running", worker_id: dying.id });

    expect(await sweep(pool)).toMatchObject({ returned_steps: 1 });

    expect(await readStep(pool, run, "a")).toMatchObject({ state: "ready" });
  });
});

test("its jobs in the queue are unlocked", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, chain("a"));
    await db.query("select reflux_private.renew_worker($1, 0, '{pool-1}')", [worker.id]);
    await db.query("update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-1'");

    await lose(db, worker);

    expect(await one(db, "select locked_by from graphile_worker._private_jobs")).toEqual({ locked_by: null });
  });
});

test("jobs that a worker locked and never said so are unlocked, those of other programs are not", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await startFlow(db, chain("a"));
    await db.query("select graphile_worker.add_job('send_mail', '{}')");
    await db.query(
      "update graphile_worker._private_jobs set locked_at = now() - interval '1 hour', locked_by = 'pool-' || task_id",
    );
    await db.query("update reflux.steps set ready_at = ready_at - interval '2 hours'");

    await sweep(db);

    const { rows } = await db.query(
      "select task_identifier as task from graphile_worker.jobs where locked_by is not null",
    );
    expect(rows).toEqual([{ task: "send_mail" }]);
  });
});

test("a step that keeps killing its worker runs alone, and then fails, so that others go on", async () => {
  await withTx(async (db) => {
    const run = await startTwo(db);
    const queues: (string | null)[] = [];
    for (let n = 0; n < 5; n += 1) {
      const victim = await Worker.register(db);
      const [step] = await victim.take(db, [n < 2 ? [run, 0, ""] : [run, 0, "", true]]);
      expect(step?.attempt).toBe(n + 1);
      await lose(db, victim);
      const { rows } = await db.query<{ queue: string | null }>(
        "select q.queue_name as queue from graphile_worker._private_jobs j left join graphile_worker._private_job_queues q on q.id = j.job_queue_id " +
          "where payload -> 'steps' -> 0 ->> 1 = '0' order by j.id desc limit 1",
      );
      queues.push(rows[0]?.queue ?? null);
    }

    const apart = expect.stringMatching(/^reflux:quarantine:\d$/);
    expect(queues.slice(0, 4)).toEqual([null, apart, apart, apart]);
    expect(await readStep(db, run, "a")).toMatchObject({ state: "failed", error: { code: "RFL06" } });
    expect(await attempts(db, run, "a")).toEqual(["lost", "lost", "lost", "lost", "lost"]);
    const worker = await Worker.register(db);
    await worker.drive(db);
    expect(await readRun(db, run)).toMatchObject({ state: "failed", failed_steps: 1 });
    expect(await readStep(db, run, "b")).toMatchObject({ state: "succeeded" });
    await checkPromises(db);
  });
});

async function startTwo(db: Db): Promise<string> {
  await Worker.register(db);
  return await startFlow(db, flow({ a: {}, b: {} }));
}

test("when it is put in quarantine is a setting", async () => {
  await withTx(async (db) => {
    await db.query("update reflux.settings set losses_before_quarantine = 1");
    const run = await startTwo(db);
    const victim = await Worker.register(db);
    await victim.take(db, [[run, 0, ""]]);
    await lose(db, victim);
    const worker = await Worker.register(db);
    const [step] = await worker.take(db, [[run, 0, "", true]]);

    await worker.complete(db, { step: step!, kind: "release" });

    const { rows } = await db.query(
      "select q.queue_name from graphile_worker._private_jobs j join graphile_worker._private_job_queues q on q.id = j.job_queue_id",
    );
    const apart = { queue_name: expect.stringMatching(/^reflux:quarantine:\d$/) };
    expect(rows).toEqual([apart, apart]);
    expect(await worker.complete(db, { step: step!, ...ok() })).toMatchObject({ refused: [0] });
  });
});

test("a step in quarantine is not taken by the doorbell that rang for it before", async () => {
  await withTx(async (db) => {
    const workers = [await Worker.register(db), await Worker.register(db), await Worker.register(db)];
    await startFlow(db, chain("a"));
    const rung = await workers[0]!.hear(db);
    for (const dead of workers.slice(0, 2)) {
      await dead.take(db, rung);
      await lose(db, dead);
    }

    expect(await workers[2]!.take(db, rung)).toEqual([]);
    expect(await workers[2]!.take(db)).toHaveLength(1);
  });
});
