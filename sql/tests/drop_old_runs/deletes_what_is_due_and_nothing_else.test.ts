import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, deploy, flow, one, refusal, start, startFlow } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

type Dropped = { readonly next_position: string; readonly dropped: number };
const drop = async (db: Db, position = "0") =>
  await one<Dropped>(db, "select * from reflux_private.drop_old_runs($1)", [position]);
const dropOutputs = async (db: Db) =>
  await one<Dropped>(db, "select * from reflux_private.drop_loose_outputs()");
const dropArtifacts = async (db: Db) =>
  await one<Dropped>(db, "select * from reflux_private.drop_loose_artifacts()");
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
const outputs = async (db: Db) => {
  const { rows } = await db.query<{ hash: string }>("select hash from reflux.outputs order by hash");
  return rows.map(({ hash }) => hash);
};
/** Bytes by their text, of those that are kept. */
const artifacts = async (db: Db) => {
  const { rows } = await db.query<{ text: string }>(
    `select convert_from(p.content, 'UTF8') as text
     from reflux.artifacts a join reflux_private.artifact_parts p on p.location = a.location::uuid order by text`,
  );
  return rows.map(({ text }) => text);
};
const write = async (db: Db, { run_id, idx, scope, attempt }: Owner, text: string) =>
  await one<{ location: string }>(
    db,
    `select l.location, reflux_private.write_artifact_part(l.location, $1, $2, $3, $4, 0, $5)
     from gen_random_uuid() l(location)`,
    [run_id, idx, scope, attempt, Buffer.from(text)],
  );
/** As a worker keeps them, of a step that it holds. */
const keep = async (db: Db, step: Owner, text: string) => {
  const { location } = await write(db, step, text);
  const { kept } = await one<{ kept: string }>(
    db,
    `select reflux_private.keep_artifact($1, $2, $3, $4, 'sha256:' || encode(sha256($5), 'hex'), octet_length($5),
       'postgres', $6, 'text/plain') as kept`,
    [step.run_id, step.idx, step.scope, step.attempt, Buffer.from(text), location],
  );
  if (kept !== location) await db.query("select reflux_private.discard_upload($1)", [location]);
};
type Owner = {
  readonly run_id: string;
  readonly idx: number;
  readonly scope: string;
  readonly attempt: number;
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
      "insert into reflux.outputs (hash, bytes, body) values ('shared', 2, '{}'), ('own', 2, '{}')",
    );
    await db.query("update reflux.steps set output = null, output_hash = 'shared'");
    const rerun = await start(db, "flow");
    await worker.drive(db);
    await db.query("update reflux.steps set output = null, output_hash = 'own' where run_id = $1", [rerun]);
    await age(db, 91, first);
    await age(db, 91, rerun);

    expect((await drop(db)).dropped).toBe(2);
    expect((await dropOutputs(db)).dropped).toBe(1);
    expect(await outputs(db)).toEqual(["shared"]);
    await age(db, 91, second);
    await drop(db);
    expect((await dropOutputs(db)).dropped).toBe(1);
    await checkPromises(db);
  });
});

test("bytes stay as long as a run that may have kept them", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const old = await startFlow(db, flow({ a: {} }));
    const again = await start(db, "flow");
    const steps = await worker.take(db);
    for (const step of steps) {
      if (step.run_id === old) await keep(db, step, "old");
      await keep(db, step, "again");
    }
    expect((await dropArtifacts(db)).dropped).toBe(0);
    await worker.complete(db, ...steps.map((step) => ({ step, ...ok() })));
    await age(db, 91, old);

    expect((await drop(db)).dropped).toBe(1);
    expect((await dropArtifacts(db)).dropped).toBe(1);
    expect(await artifacts(db)).toEqual(["again"]);
    await age(db, 91, again);
    expect((await drop(db)).dropped).toBe(1);
    expect((await dropArtifacts(db)).dropped).toBe(1);
    expect(await artifacts(db)).toEqual([]);
  });
});

test("bytes of which nobody remembers who kept them go with the last run of their time", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {} }));
    await db.query(`insert into reflux_private.artifact_parts select gen_random_uuid(), 0, 'then'`);
    await db.query(
      `insert into reflux.artifacts select 'sha256:then', 4, 'postgres', p.location from reflux_private.artifact_parts p`,
    );
    await db.query(
      "insert into reflux.artifact_refs (hash, content_type) values ('sha256:then', 'text/plain')",
    );
    await worker.drive(db);
    expect((await dropArtifacts(db)).dropped).toBe(0);
    await age(db, -1, run);

    expect((await dropArtifacts(db)).dropped).toBe(1);
    expect(await artifacts(db)).toEqual([]);
  });
});

test("what an attempt wrote and did not keep goes when it is over, and not before; then it keeps nothing more", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, flow({ a: {} }));
    const [step] = await worker.take(db);
    if (!step) throw new Error("nothing taken");
    const parts = async () =>
      (await one<{ n: number }>(db, "select count(*)::int as n from reflux_private.artifact_parts")).n;
    await write(db, step, "half");
    await dropArtifacts(db);
    expect(await parts()).toBe(1);

    await db.query("select reflux.redrive_step($1, 'a')", [run]);

    await dropArtifacts(db);
    expect(await parts()).toBe(0);
    await db.query("savepoint refused");
    await expect(keep(db, step, "late")).rejects.toMatchObject({ code: "RFT02" });
    await db.query("rollback to refused");
  });
});

test("bytes that a run comes to keep while they are swept are there when it has them", async () => {
  await withSessions(2, async ({ sessions }) => {
    const [keeper, other] = sessions;
    if (!keeper || !other) throw new Error("no sessions");
    const worker = await Worker.register(other);
    const old = await startFlow(other, flow({ a: {} }));
    const [first] = await worker.take(other);
    if (!first) throw new Error("nothing taken");
    await keep(other, first, "same");
    await worker.complete(other, { step: first, ...ok() });
    await start(other, "flow");
    const [second] = await worker.take(other);
    if (!second) throw new Error("nothing taken");
    await age(other, 91, old);
    await drop(other);

    // Whoever keeps them is first: the sweeper leaves them.
    await keeper.query("begin");
    await keep(keeper, second, "same");
    expect((await dropArtifacts(other)).dropped).toBe(0);
    await keeper.query("rollback");
    // The sweeper is first: who comes for them waits, and brings his own.
    await other.query("begin");
    expect((await dropArtifacts(other)).dropped).toBe(1);
    const kept = keep(keeper, second, "same");
    await other.query("commit");
    await kept;

    expect(await artifacts(keeper)).toEqual(["same"]);
    await checkPromises(keeper);
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
    await keeper.query("insert into reflux.outputs (hash, bytes, body) values ('h', 2, '{}')");

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
    expect((await dropOutputs(keeper)).dropped).toBe(0);
    await person.query("commit");
    expect((await dropOutputs(keeper)).dropped).toBe(0);
    expect(await outputs(keeper)).toEqual(["h"]);
    await checkPromises(keeper);
  });
});
