import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, deploy, flow, one, refusal, start, startFlow } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

type Dropped = { readonly next_position: string; readonly dropped: number };
const drop = async (db: Db, position = "0") =>
  await one<Dropped>(db, "select * from reflux_private.drop_old_runs($1)", [position]);
const dropArtifacts = async (db: Db) =>
  await one<{ next_position: string; dropped: number }>(
    db,
    "select * from reflux_private.drop_loose_artifacts()",
  );
const pastTerm = async (db: Db) =>
  (await one<{ n: number }>(db, "select runs_past_term as n from reflux.health()")).n;
/** As if it had all been so many days ago. */
const age = async (db: Db, days: number, run?: string) =>
  await db.query(
    `update reflux.runs set created_at = created_at - $1 * interval '1 day', started_at = started_at - $1 * interval '1 day',
       finished_at = finished_at - $1 * interval '1 day' where id = coalesce($2, id)`,
    [days, run ?? null],
  );
const runs = async (db: Db) => {
  const { rows } = await db.query<{ id: string }>("select id from reflux.runs order by id");
  return rows.map(({ id }) => id);
};
const artifacts = async (db: Db) => {
  const { rows } = await db.query<{ hash: string }>("select hash from reflux.artifacts order by hash");
  return rows.map(({ hash }) => hash);
};
/** Every table that has rows of this run, also one that is made tomorrow. */
const rowsOf = async (db: Db, run: string) => {
  const { rows } = await db.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace in ('reflux'::regnamespace, 'reflux_private'::regnamespace) and c.relkind in ('r', 'p')
       and not c.relispartition and a.attname = 'run_id' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await db.query(`select from ${name} where run_id = $1`, [run]);
    if (rowCount) found.push(name);
  }
  return found;
};

test("a finished run past its term goes with all that is its own; one that is younger, or lives, stays", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const old = await startFlow(db, chain("a", "b"), { key: "k" });
    await worker.drive(db);
    await db.query("select reflux.redrive_step($1, 'b')", [old]);
    await worker.drive(db);
    await db.query(
      "insert into reflux.step_logs (run_id, idx, attempt, at, level, message) values ($1, 0, 1, now(), 'info', 'hello')",
      [old],
    );
    await db.query(
      "insert into reflux.alerts (flow_id, step, code, first_at, last_at, count, untold, run_id) select flow_id, 'b', 'RFX01', now(), now(), 1, 1, id from reflux.runs where id = $1",
      [old],
    );
    await db.query("insert into reflux_private.failed_runs (run_id, failed_at) values ($1, now())", [old]);
    const young = await start(db, "flow");
    await worker.drive(db);
    const alive = await start(db, "flow");
    await age(db, 91);
    await age(db, -2, young);
    const paused = await start(db, "flow");
    await db.query("select reflux.pause_run($1)", [paused]);
    await age(db, 91, paused);
    expect(await rowsOf(db, old)).toEqual([
      "alerts",
      "attempts",
      "reflux_private.failed_runs",
      "run_events",
      "step_logs",
      "steps",
    ]);
    expect(await pastTerm(db)).toBe(1);

    expect(await drop(db)).toEqual({ next_position: "0", dropped: 1 });

    expect(await runs(db)).toEqual([young, alive, paused]);
    expect(await rowsOf(db, old)).toEqual([]);
    expect(await rowsOf(db, young)).toContain("steps");
    expect(await pastTerm(db)).toBe(0);
    expect(await drop(db)).toEqual({ next_position: "0", dropped: 0 });
    // Its key is free.
    expect(Number(await start(db, "flow", { key: "k" }))).toBeGreaterThan(Number(paused));
    await checkPromises(db);
  });
});

test("runs that called each other go together, when the last of them is due", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "child", chain("x"));
    const parent = await startFlow(db, chain("call"));
    const [call] = await worker.take(db);
    if (!call) throw new Error("nothing taken");
    await worker.complete(db, { step: call, kind: "call_flow", output: { flow: "child" } });
    const child = String(Number(parent) + 1);
    await worker.drive(db);
    expect(await runs(db)).toEqual([parent, child]);
    await age(db, 91);

    // A child that is driven again lives.
    await db.query("select reflux.redrive_step($1, 'x')", [child]);
    expect((await drop(db)).dropped).toBe(0);
    await worker.drive(db);
    // It is finished, but not for so long.
    expect((await drop(db)).dropped).toBe(0);
    await age(db, 91, child);
    // Its flow keeps its runs for ever, so the caller stays as well.
    await db.query("select reflux.set_flow_retention('child', '0')");
    expect((await drop(db)).dropped).toBe(0);
    await db.query("select reflux.set_flow_retention('child')");

    expect((await drop(db)).dropped).toBe(2);
    await checkPromises(db);
  });
});

test("a flow has a term of its own, longer or shorter; 0 is for ever, null what the settings say", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    for (const slug of ["short", "usual", "ever"]) {
      await deploy(db, slug, chain("a"));
      await start(db, slug);
    }
    await worker.drive(db);
    await age(db, 5);
    const left = async () => {
      await drop(db);
      const { rows } = await db.query<{ slug: string }>(
        "select slug from reflux.runs join reflux.flows f on f.id = flow_id order by 1",
      );
      return rows.map(({ slug }) => slug);
    };
    expect(await left()).toEqual(["ever", "short", "usual"]);
    await db.query("select reflux.set_flow_retention('short', '3 days', reason => 'much of it')");
    await db.query("select reflux.set_flow_retention('ever', '0')");
    expect(await left()).toEqual(["ever", "usual"]);
    await db.query("select reflux.change_settings(keep_runs => '0')");
    await age(db, 10_000);
    expect(await left()).toEqual(["ever", "usual"]);
    await db.query("select reflux.change_settings(keep_runs => '90 days')");
    expect(await left()).toEqual(["ever"]);
    await db.query("select reflux.set_flow_retention('ever')");
    expect(await left()).toEqual([]);

    expect(
      await one(db, "select object, after, reason from reflux.audit where reason = 'much of it'"),
    ).toEqual({
      object: "flow short",
      after: { keep_runs: "3 days" },
      reason: "much of it",
    });
  });
});

test.for(["1 hour", "-1 days", "1001 years"])("a term of %s is refused", async (term) => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "f", chain("a"));
    for (const call of ["change_settings(keep_runs => $1)", "set_flow_retention('f', $1)"])
      expect((await refusal(db, () => db.query(`select reflux.${call}`, [term]))).code).toBe("RFV06");
  });
});

test("a call deletes some hundreds, and says where the next goes on; what stays in front is not looked at for ever", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    await deploy(pool, "ever", chain("a"));
    await deploy(pool, "f", chain("a"));
    await pool.query("select reflux.set_flow_retention('ever', '0')");
    const fill = async (slug: string, n: number) =>
      await pool.query(
        `insert into reflux.runs (flow_id, version_id, graph_id, state, open_sinks, created_at, finished_at)
         select f.id, v.id, v.graph_id, 'cancelled', 0, now() - interval '100 days', now() - interval '100 days'
         from reflux.flows f join reflux.flow_versions v on v.id = f.current_version_id, generate_series(1, $2) where f.slug = $1`,
        [slug, n],
      );
    await fill("ever", 2_100);
    await fill("f", 1_200);

    const dropped: number[] = [];
    let position = "0";
    do {
      const found = await drop(pool, position);
      position = found.next_position;
      dropped.push(found.dropped);
    } while (position !== "0");

    expect(dropped).toEqual([0, 500, 500, 200]);
    expect(await runs(pool)).toHaveLength(2_100);
  });
});

test("an output that is kept apart goes when no step names it, and never before", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const [first, second] = [await startFlow(db, chain("a")), await start(db, "flow")];
    await worker.drive(db);
    await db.query(
      "insert into reflux.artifacts (hash, bytes, body) values ('shared', 2, '{}'), ('own', 2, '{}')",
    );
    await db.query("update reflux.steps set output = null, artifact = 'shared'");
    const rerun = await start(db, "flow");
    await worker.drive(db);
    await db.query("update reflux.steps set output = null, artifact = 'own' where run_id = $1", [rerun]);
    await age(db, 91, first);
    await age(db, 91, rerun);

    expect((await drop(db)).dropped).toBe(2);
    expect((await dropArtifacts(db)).dropped).toBe(1);
    expect(await artifacts(db)).toEqual(["shared"]);
    await age(db, 91, second);
    await drop(db);
    expect((await dropArtifacts(db)).dropped).toBe(1);
    await checkPromises(db);
  });
});

test("bytes stay as long as a run that may have kept them", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {} }));
    await worker.drive(db);
    await db.query(
      "select reflux_private.put_artifact('old', 'text/plain'), reflux_private.put_artifact('again', 'text/plain')",
    );
    await age(db, 10, run);
    const backdate = async (days: number) =>
      await db.query("update reflux.artifacts set kept_at = now() - $1 * interval '1 day'", [days]);

    await backdate(9);
    expect((await dropArtifacts(db)).dropped).toBe(0);
    await backdate(11);
    await db.query("select reflux_private.put_artifact('again', 'text/plain')");
    expect((await dropArtifacts(db)).dropped).toBe(1);
    expect(await artifacts(db)).toHaveLength(1);
    // Without any run, a day.
    await db.query("delete from reflux.steps");
    await db.query("delete from reflux.runs");
    expect((await dropArtifacts(db)).dropped).toBe(0);
    await backdate(2);
    expect((await dropArtifacts(db)).dropped).toBe(1);
  });
});

test("what somebody holds is left for the next time: a locked run with its family, a flush that keeps an output", async () => {
  await withSessions(2, async ({ sessions }) => {
    const [person, keeper] = sessions;
    if (!person || !keeper) throw new Error("no sessions");
    const worker = await Worker.register(keeper);
    const run = await startFlow(keeper, chain("a"));
    const other = await start(keeper, "flow");
    await worker.drive(keeper, () => ok());
    await age(keeper, 91);
    await keeper.query("insert into reflux.artifacts (hash, bytes, body) values ('h', 2, '{}')");

    await person.query("begin");
    await person.query("select reflux.redrive_step($1, 'a')", [run]);
    expect((await drop(keeper)).dropped).toBe(1);
    expect(await runs(keeper)).toEqual([run]);
    await person.query("commit");
    expect((await drop(keeper)).dropped).toBe(0);
    expect(other).not.toBe(run);

    // The output is there already, so the flush adds nothing, and names it in a row that nobody sees yet.
    const [step] = await worker.take(person);
    if (!step) throw new Error("nothing taken");
    await person.query("begin");
    await worker.complete(person, { step, kind: "output", artifact: "h", body: {} });
    expect((await dropArtifacts(keeper)).dropped).toBe(0);
    await person.query("commit");
    expect((await dropArtifacts(keeper)).dropped).toBe(0);
    expect(await artifacts(keeper)).toEqual(["h"]);
    await checkPromises(keeper);
  });
});
