import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, type Db, deploy, flow, one, start, startFlow } from "../kit.ts";
import { fails, type Outcome, ok, Worker } from "../worker.ts";

type End = {
  readonly attempt: number;
  readonly outcome: string;
  readonly wait: string | null;
  readonly state: string;
};

/** The ends of a run's first step, in order, as `attempt outcome wait → state`. Each is whole. */
async function endsOf(db: Db, run: string): Promise<string[]> {
  const { rows } = await db.query<End & { whole: boolean }>(
    `select a.attempt, a.outcome, a.wait, a.state,
       a.graph_id is not null and a.xid is not null and a.started_at <= a.finished_at
         and (a.wait is null) = (a.worker_id is not null) as whole
     from reflux.attempts a where a.run_id = $1 and a.idx = 0
     order by a.attempt, a.finished_at, a.wait nulls first`,
    [run],
  );
  expect(rows.filter(({ whole }) => !whole)).toEqual([]);
  return rows.map(
    ({ attempt, outcome, wait, state }) => `${attempt} ${outcome}${wait ? ` ${wait}` : ""} → ${state}`,
  );
}

const waits = flow({ a: { node: "test.wait", retry: { max: 2 } } });
const calling: Outcome = { kind: "call_flow", output: { flow: "child" } };
const now = "2020-01-01T00:00:00Z";
const later = "2999-01-01T00:00:00Z";
const lose = (db: Db) =>
  db.query("update reflux.workers set lease_until = clock_timestamp() - interval '1 minute'");
const sweep = (db: Db) => db.query("select reflux_private.sweep()");
const cancel = (db: Db, run: string) => db.query("select reflux.cancel_run($1)", [run]);
const again = (db: Db, run: string) => db.query("select reflux.redrive_step($1, 'a')", [run]);

type Case = {
  readonly outcome?: Outcome;
  readonly document?: unknown;
  readonly after?: (db: Db, run: string, worker: Worker) => Promise<unknown>;
  readonly ends: readonly string[];
};

const cases: Readonly<Record<string, Case>> = {
  "a node that succeeds": { outcome: ok(), ends: ["1 succeeded → succeeded"] },
  "a node that fails": {
    document: flow({ a: { retry: { max: 0 } } }),
    outcome: fails(),
    ends: ["1 failed → failed"],
  },
  "a node that is tried again": { outcome: fails(), ends: ["1 failed → sleeping"] },
  "a node that cancels": { outcome: { kind: "cancel" }, ends: ["1 cancelled → cancelled"] },
  "a step that is given back": { outcome: { kind: "release" }, ends: ["1 released → ready"] },
  "a timer": {
    outcome: { kind: "sleep_until", wake_at: now },
    after: (db, _run, worker) => worker.drive(db),
    ends: ["1 suspended → sleeping", "1 succeeded timer → succeeded"],
  },
  "a signal": {
    outcome: { kind: "wait_for_signal" },
    after: (db, run) => db.query("select reflux.signal_step($1, 'a')", [run]),
    ends: ["1 suspended → sleeping", "1 succeeded signal → succeeded"],
  },
  "a signal that does not come": {
    outcome: { kind: "wait_for_signal", wake_at: now },
    after: (db, _run, worker) => worker.drive(db),
    ends: ["1 suspended → sleeping", "1 failed signal → failed"],
  },
  "a signal that does not come, where the flow goes on without it": {
    document: flow({ a: { node: "test.wait" }, b: {} }, ["a.timeout -> b"]),
    outcome: { kind: "wait_for_signal", wake_at: now },
    after: (db, _run, worker) => worker.drive(db),
    ends: ["1 suspended → sleeping", "1 succeeded signal → succeeded"],
  },
  "a wait that a sweep finds over": {
    outcome: { kind: "wait_for_signal", wake_at: now },
    after: sweep,
    ends: ["1 suspended → sleeping", "1 failed signal → failed"],
  },
  "a child run": {
    outcome: calling,
    after: (db, _run, worker) => worker.drive(db),
    ends: ["1 suspended → sleeping", "1 succeeded child → succeeded"],
  },
  "a child run that fails, and is tried again, and the run is cancelled meanwhile": {
    outcome: calling,
    after: async (db, run, worker) => {
      await worker.drive(db, () => fails("RFX01", "never"));
      await cancel(db, run);
    },
    ends: ["1 suspended → sleeping", "1 failed child → sleeping", "1 cancelled retry → cancelled"],
  },
  "a cancelled try": { after: cancel, ends: ["1 cancelled → cancelled"] },
  "a cancelled wait": {
    outcome: { kind: "sleep_until", wake_at: later },
    after: cancel,
    ends: ["1 suspended → sleeping", "1 cancelled timer → cancelled"],
  },
  "a superseded try": { after: again, ends: ["1 superseded → ready"] },
  "a superseded wait": {
    outcome: { kind: "wait_for_signal" },
    after: again,
    ends: ["1 suspended → sleeping", "1 superseded signal → ready"],
  },
  "a lost try": {
    after: async (db) => {
      await lose(db);
      await sweep(db);
    },
    ends: ["1 lost → ready"],
  },
};

test.for(Object.entries(cases))("%s", async ([, { outcome, document = waits, after, ends }]) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "child", chain("c"));
    const run = await startFlow(db, document);
    const [step] = await worker.take(db);
    if (outcome) await worker.complete(db, { step: step!, ...outcome });
    await after?.(db, run, worker);

    expect(await endsOf(db, run)).toEqual(ends);
    await checkPromises(db);
  });
});

test("a step that killed its workers too often says with its last loss why it failed", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, chain("a"));
    await worker.take(db);
    await db.query(
      "update reflux.steps set losses = (select losses_before_failure - 1 from reflux.settings)",
    );
    await lose(db);
    await sweep(db);

    expect(await endsOf(db, run)).toEqual(["1 lost → failed"]);
    expect(
      await one(db, "select error ->> 'code' as code from reflux.attempts where run_id = $1", [run]),
    ).toEqual({ code: "RFL06" });
    await checkPromises(db);
  });
});

test("the branch that lost a race leaves a row", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, flow({ a: {}, b: {}, end: { join: "any" } }, ["a -> end", "b -> end"]));
    const [first] = await worker.take(db);
    await worker.complete(db, { step: first!, ...ok() });
    await worker.drive(db);

    const { rows } = await db.query("select outcome from reflux.attempts order by 1");
    expect(rows.map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded", "cancelled"]);
    await checkPromises(db);
  });
});

test("who stands on the seam sees every end in its own commit, whichever way it was written", async () => {
  await withTx(async (db) => {
    await db.query(`create table public.seen (key text);
      create function public.tg_seam() returns trigger language plpgsql as $$ begin
        insert into public.seen select concat_ws(' ', run_id, idx, attempt, outcome, wait) from ended;
        return null; end $$;
      create trigger _900_seam after insert on reflux.attempts referencing new table as ended
        for each statement execute function public.tg_seam()`);
    const worker = await Worker.register(db);
    await deploy(db, "flow", waits);
    const runs = [await start(db, "flow"), await start(db, "flow"), await start(db, "flow")];
    const steps = await worker.take(db);
    await worker.complete(db, { step: steps[0]!, ...ok() }, { step: steps[1]!, kind: "wait_for_signal" });
    await db.query("select reflux.signal_step($1, 'a')", [steps[1]!.run_id]);
    await cancel(db, runs[2]!);

    expect((await db.query("select key from public.seen order by 1")).rows).toEqual(
      (
        await db.query(
          "select concat_ws(' ', run_id, idx, attempt, outcome, wait) as key from reflux.attempts order by 1",
        )
      ).rows,
    );
    expect((await db.query("select from public.seen")).rows).toHaveLength(4);
  });
});

test("ends are written in one way, and on the hot path", () => {
  const root = new URL("../../functions/", import.meta.url);
  const writers = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sql"))
    .filter((name) => /insert into reflux\.attempts\b/.test(readFileSync(new URL(name, root), "utf8")))
    .map((name) => name.replace("reflux_private/", ""));

  expect(writers.filter((name) => !name.startsWith("hot/"))).toEqual(["seam/end_attempts.sql"]);
});
