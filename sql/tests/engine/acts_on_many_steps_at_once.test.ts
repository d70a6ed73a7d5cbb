import type pg from "pg";
import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { executedBy } from "#db/testing/executed.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { actsOnRuns, chain, deploy, flow, one, passTime, start } from "../kit.ts";
import { fails, fakeNodes, type Leased, type Outcome, ok, Worker } from "../worker.ts";

/** Counted, not timed: ten times as many steps, about ten times the rows, and not one statement, job or change more. */
const sizes = [50, 500] as const;

/** How the many steps between the first and the last one of a run stand. */
const stands = {
  ready: undefined,
  running: undefined,
  failed: fails("RFX01", "never"),
  succeeded: ok(),
  retries: fails(),
  waits: { kind: "wait_for_signal" },
  calls: { kind: "call_flow", output: { flow: "called" } },
} as const satisfies Readonly<Record<string, Outcome | undefined>>;

type Case = readonly [name: string, stand: keyof typeof stands, args: string, before?: string];

/** Every function with which people act on a run, over each state in which it meets many steps. */
const cases: readonly Case[] = [
  ["pause_run", "ready", "$1"],
  ["resume_run", "ready", "$1", "pause_run"],
  ["resume_run", "retries", "$1", "pause_run"],
  ["cancel_run", "ready", "$1"],
  ["cancel_run", "running", "$1"],
  ["cancel_run", "calls", "$1"],
  ["redrive_run", "failed", "$1"],
  ["redrive_step", "succeeded", "$1, 'first'"],
  ["redrive_step", "running", "$1, 'first'"],
  ["redrive_step", "calls", "$1, 'first'"],
  ["redrive_step", "ready", "$1, 's1'", "cancel_run"],
  ["fork_run", "succeeded", "$1"],
  ["fork_run", "failed", "$1"],
  ["fork_run", "succeeded", "$1, 'first'"],
  ["retry_now", "retries", "$1, 's1'"],
  ["signal_step", "waits", "$1, 's1'"],
  ["create_link", "waits", "$1, 's1'"],
];

test("no function with which people act on a run is without a case here", async () => {
  await withDb(async ({ pool }) => {
    expect([...new Set(cases.map(([name]) => name))].toSorted()).toEqual(await actsOnRuns(pool));
  });
});

test("what a person does to many steps is done to all of them at once", { timeout: 240_000 }, async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool, [
      ...fakeNodes,
      { id: "test.many", effects: "pure", signals: true },
    ]);
    await deploy(pool, "called", chain("a"));
    for (const size of sizes) await deploy(pool, `many-${size}`, many(size));

    for (const each of cases) {
      const [name, stand, args] = each;
      const few = await act(pool, worker, sizes[0], each);
      const lots = await act(pool, worker, sizes[1], each);
      const what = `${name}(${args}) of steps that are ${stand}`;
      expect(lots.statements, what).toEqual(few.statements);
      expect(lots.changes, what).toBe(few.changes);
      expect(lots.jobs, what).toBeLessThanOrEqual(chunks(sizes[1]));
      expect(lots.rows / few.rows, what).toBeLessThan((1.2 * sizes[1]) / sizes[0]);
    }
    await checkPromises(pool);
  });
});

type Act = {
  /** The texts of all statements, as often as each was executed. */
  readonly statements: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly jobs: number;
  readonly changes: number;
};

async function act(
  pool: pg.Pool,
  worker: Worker,
  size: number,
  [name, stand, args, before]: Case,
): Promise<Act> {
  const run = await standing(pool, worker, size, stand);
  if (before !== undefined) await pool.query(`select reflux.${before}($1)`, [run]);
  const count = async () =>
    await one<{ jobs: number; changes: number }>(
      pool,
      "select (select count(*)::int from graphile_worker._private_jobs) as jobs, (select count(*)::int from reflux.changes) as changes",
    );
  const was = await count();
  const executed = await executedBy(pool, `select count(*) from reflux.${name}(${args})`, [run]);
  const is = await count();
  // The guard of the state machine asks for each step that moves; by key.
  const statements = executed.filter(({ text }) => !text.includes("reflux.transitions"));
  return {
    statements: Object.fromEntries(
      [...Map.groupBy(statements, ({ text }) => text)].map(([text, calls]) => [text, calls.length]),
    ),
    rows: statements.reduce((sum, { rows }) => sum + rows, 0),
    jobs: is.jobs - was.jobs,
    changes: is.changes - was.changes,
  };
}

/** A run of so many steps that stand so; no doorbell rings any more. */
async function standing(
  pool: pg.Pool,
  worker: Worker,
  size: number,
  stand: keyof typeof stands,
): Promise<string> {
  const run = await start(pool, `many-${size}`);
  const first = await worker.take(pool);
  await worker.complete(pool, ...first.map((step) => ({ step, ...ok() })));
  if (stand !== "ready") {
    const outcome: Outcome | undefined = stands[stand];
    const leased: Leased[] = await worker.take(pool);
    if (outcome) await worker.complete(pool, ...leased.map((step) => ({ step, ...outcome })));
  }
  if (stand === "retries") await passTime(pool);
  await pool.query("delete from graphile_worker._private_jobs");
  return run;
}

function many(size: number) {
  const keys = Array.from({ length: size }, (_, n) => `s${n}`);
  const steps = Object.fromEntries(keys.map((key) => [key, { node: "test.many", retry: { max: 1 } }]));
  const edges = keys.flatMap((key) => [`first -> ${key}`, `${key} -> last`]);
  return flow({ first: {}, ...steps, last: {} }, edges);
}

/** As starting so many steps at once adds: 50 a job, fewer where they are few. */
function chunks(size: number): number {
  return 1 + Math.ceil(size / Math.min(50, 1 + Math.floor(size / 16)));
}
