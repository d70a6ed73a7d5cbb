import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { eventually } from "#db/testing/eventually.ts";
import { withSessions } from "#db/testing/sessions.ts";
import { chain, type Db, one, startFlow } from "../kit.ts";
import { Worker } from "../worker.ts";

type Reader = {
  readonly next: () => Promise<number[]>;
  /** Reads on until it has so many: a transaction of another test may hold up what is below it. */
  readonly read: (count: number) => Promise<number[]>;
  readonly known: () => Promise<boolean>;
};

/** A reader as a service will be one: it reads, keeps what it read elsewhere, and only then advances. */
async function reader(db: Db, name: string, fromStart = false): Promise<Reader> {
  let { since } = await one<{ since: string }>(db, "select reflux_private.register_reader($1, $2) as since", [
    name,
    fromStart,
  ]);
  const advance = async () =>
    (
      await one<{ known: boolean }>(db, "select reflux_private.advance_reader($1, $2) as known", [
        name,
        since,
      ])
    ).known;
  const next = async () => {
    const { rows } = await db.query<{ until: string; run: string }>(
      "select until, (ended).run_id as run from reflux_private.ends_since($1)",
      [since],
    );
    since = rows[0]?.until ?? since;
    await advance();
    return rows.map(({ run }) => Number(run));
  };
  return {
    next,
    read: async (count) => {
      const found: number[] = [];
      await eventually(`${count} ends are read`, async () => {
        found.push(...(await next()));
        return found.length >= count;
      });
      return found.toSorted((a, b) => a - b);
    },
    known: advance,
  };
}

async function ended(db: Db): Promise<number> {
  const worker = await Worker.register(db);
  const run = await startFlow(db, chain("a"));
  await worker.drive(db);
  return Number(run);
}

test("a reader reads each end once or more, in whatever order transactions commit", async () => {
  await withSessions(1, async ({ pool, sessions }) => {
    const [slow] = sessions;
    const first = await ended(pool);
    const traces = await reader(pool, "traces", true);
    const worker = await Worker.register(pool);
    const run = Number(await startFlow(pool, chain("a")));
    const [step] = await worker.take(pool);
    await slow!.query("begin");
    await worker.complete(slow!, { step: step!, kind: "output", output: 1 });
    const later = await ended(pool);

    // The later transaction is committed, the earlier is not: neither may be passed over.
    const before = await traces.next();
    expect(before).not.toContain(later);
    await slow!.query("commit");

    const after = await traces.read(3 - before.length);
    expect([...before, ...after]).toEqual([first, run, later]);
  });
});

test("one that begins now does not read what was before", async () => {
  await withSessions(0, async ({ pool }) => {
    await ended(pool);
    // What runs elsewhere on the server may be older than it, and then it would not be before.
    await eventually("nobody is left from before", async () => {
      const { rows } = await pool.query<{ over: boolean }>(
        "select max(xid::text::bigint) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint as over from reflux.attempts",
      );
      return rows[0]?.over === true;
    });
    const traces = await reader(pool, "traces");
    const run = await ended(pool);

    expect(await traces.read(1)).toEqual([run]);
  });
});

test("a reader never says that it has read what may still be written, and never goes back", async () => {
  await withSessions(0, async ({ pool }) => {
    await reader(pool, "traces");
    const at = async () => (await one<{ xid: string }>(pool, "select xid from reflux_private.readers")).xid;
    const before = await at();

    await pool.query("select reflux_private.advance_reader('traces', '9000000000000')");
    expect(Number(await at())).toBeLessThan(9_000_000_000_000);
    await pool.query("select reflux_private.advance_reader('traces', '1')");
    expect(Number(await at())).toBeGreaterThanOrEqual(Number(before));
  });
});

/** A day that is past its term, with the history of a run of that day. */
async function oldDay(db: Db): Promise<string> {
  const { day } = await one<{ day: string }>(
    db,
    "select to_char((now() at time zone 'UTC')::date - 40, 'YYYYMMDD') as day",
  );
  for (const table of ["attempts", "step_logs"])
    await db.query(
      `create table reflux.${table}_${day} partition of reflux.${table}
       for values from ('${day} 00:00:00+00') to ('${day} 24:00:00+00')`,
    );
  await db.query(
    `insert into reflux.attempts (run_id, idx, attempt, graph_id, outcome, state, finished_at)
     values (1, 0, 1, 1, 'succeeded', 'succeeded', '${day} 12:00:00+00')`,
  );
  return day;
}

const isThere = async (db: Db, day: string) =>
  (
    await one<{ there: boolean[] }>(
      db,
      "select array(select to_regclass('reflux.' || t || '_' || $1) is not null from unnest(array['attempts', 'step_logs']) t) as there",
      [day],
    )
  ).there;

test("a day that somebody has yet to read is kept, and is dropped when all have read it", async () => {
  await withSessions(0, async ({ pool }) => {
    const day = await oldDay(pool);
    const traces = await reader(pool, "traces", true);
    const ledger = await reader(pool, "ledger", true);
    expect(await traces.read(1)).toEqual([1]);

    await pool.query("select reflux_private.keep_partitions()");
    expect(await isThere(pool, day)).toEqual([true, true]);

    expect(await ledger.read(1)).toEqual([1]);
    await pool.query("select reflux_private.keep_partitions()");
    expect(await isThere(pool, day)).toEqual([false, false]);
  });
});

test("a run that somebody has yet to read of is kept", async () => {
  await withSessions(0, async ({ pool }) => {
    const run = await ended(pool);
    const traces = await reader(pool, "traces", true);
    await pool.query(
      "update reflux.runs set created_at = now() - interval '3 years', finished_at = now() - interval '2 years'",
    );
    await pool.query("select from reflux.change_settings(keep_runs => '1 day')");
    const drop = async () =>
      (await one<{ dropped: number }>(pool, "select dropped from reflux_private.drop_old_runs()")).dropped;

    expect(await drop()).toBe(0);
    expect(await traces.read(1)).toEqual([run]);
    expect(await drop()).toBe(1);
  });
});

test("a reader that never comes again is given up by an administrator, and hears of it should it come", async () => {
  await withSessions(0, async ({ pool }) => {
    const day = await oldDay(pool);
    const traces = await reader(pool, "traces", true);

    expect(await one(pool, "select reflux.forget_reader('traces', 'gone') as name")).toEqual({
      name: "traces",
    });

    expect(await one(pool, "select act, object, reason from reflux.audit order by id desc limit 1")).toEqual({
      act: "forget reader",
      object: "traces",
      reason: "gone",
    });
    await pool.query("select reflux_private.keep_partitions()");
    expect(await isThere(pool, day)).toEqual([false, false]);
    expect(await traces.known()).toBe(false);
  });
});

test("a reader that is not known cannot be given up", async () => {
  await withTx(async (db) => {
    await expect(db.query("select reflux.forget_reader('traces')")).rejects.toMatchObject({ code: "RFV06" });
  });
});
