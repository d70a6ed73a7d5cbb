import fc from "fast-check";
import { expect, test } from "vitest";
import { type TestDb, withDb } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { age, type Db, deploy, expire, flow, one, passTime, start, sweep } from "../kit.ts";
import { fails, keysOf, type Leased, type Outcome, ok, type Result, Worker } from "../worker.ts";

/**
 * Random graphs, random outcomes, one to three workers in random interleavings, people and accidents in between:
 * whatever happens, every run ends, the promises hold after each act, and running everything again gives what a
 * fresh run gives. A failure prints the seed: run it again with FC_SEED, or longer with FC_RUNS.
 */
const seed = Number(process.env["FC_SEED"] ?? Date.now() % 1_000_000_007);

type Shape = {
  readonly steps: readonly {
    readonly join: "all" | "any";
    readonly on_error: "fail" | "continue" | "edge";
    readonly branch: boolean;
    readonly retries: number;
    /** Under one key, which only a worker can tell where it has no name. */
    readonly slot: { readonly key: string; readonly limit: number } | null;
    readonly sources: readonly (readonly [step: number, port: string])[];
    /** What it does on its first tries, and then for good. */
    readonly tries: readonly Doing[];
    readonly finally: Doing;
  }[];
};

type Doing =
  | "ok"
  | "left"
  | "right"
  | "none"
  | "both"
  | "fail"
  | "never"
  | "sleep_until"
  | "signal"
  | "retry_at"
  | "release";

const doing: fc.Arbitrary<Doing> = fc.constantFrom("ok", "left", "right", "none", "both", "fail", "never");
const shapes: fc.Arbitrary<Shape> = fc
  .array(
    fc.record({
      join: fc.constantFrom("all", "any"),
      on_error: fc.constantFrom("fail", "continue", "edge"),
      branch: fc.boolean(),
      retries: fc.integer({ min: 0, max: 2 }),
      slot: fc.option(
        fc.record({ key: fc.constantFrom("k", "{{ 'k' }}"), limit: fc.integer({ min: 1, max: 2 }) }),
        { freq: 3 },
      ),
      sources: fc.uniqueArray(fc.tuple(fc.nat(100), fc.constantFrom("out", "left", "right", "error")), {
        maxLength: 3,
      }),
      tries: fc.array(fc.oneof(doing, fc.constantFrom("sleep_until", "signal", "retry_at", "release")), {
        maxLength: 3,
      }),
      finally: doing,
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => ({
    steps: steps.map((step, n) => ({
      ...step,
      sources: step.sources.map(([s, port]) => [s % Math.max(n, 1), port] as const),
    })),
  }));

function toDocument({ steps }: Shape) {
  const edges = new Set<string>();
  for (const [n, step] of steps.entries()) {
    for (const [source, port] of n === 0 ? [] : step.sources) {
      const from = steps[source]!;
      const real = portOf(from, port);
      edges.add(`s${source}${real === "out" ? "" : `.${real}`} -> s${n}`);
    }
  }
  const handled = (n: number) => [...edges].some((edge) => edge.startsWith(`s${n}.error `));
  const parts = steps.map(({ join, on_error, branch, retries, slot }, n) => {
    const options = {
      join,
      on_error: on_error === "edge" && !handled(n) ? "fail" : on_error,
      retry: { max: retries, jitter: 0 },
      ...(slot && { concurrency: slot }),
    };
    return [`s${n}`, { ...options, node: branch ? "test.branch" : "test.work" }] as const;
  });
  return flow(Object.fromEntries(parts), [...edges]);
}

/** The nearest port that the step has. */
function portOf({ branch, on_error }: Shape["steps"][number], port: string): string {
  if (port === "error" && on_error === "edge") return "error";
  if (!branch) return "out";
  return port === "right" ? "right" : "left";
}

/** What a step does is a function of the step and of how often it has been tried since it was last driven. */
function outcomeOf(shape: Shape, key: string, tried: number): Outcome {
  const step = shape.steps[Number(key.slice(1))]!;
  const what = step.tries[tried] ?? step.finally;
  switch (what) {
    case "ok":
    case "both":
      return step.branch ? ok(key, ["left", "right"]) : ok(key);
    case "left":
    case "right":
      return step.branch ? ok(key, [what]) : ok(key);
    case "none":
      return ok(key, []);
    case "fail":
      return fails("RFX01");
    case "never":
      return fails("RFX01", "never");
    case "sleep_until":
    case "retry_at":
      return { kind: what, wake_at: "2099-01-01" };
    case "signal":
      return { kind: "wait_for_signal" };
    case "release":
      return { kind: "release" };
  }
}

type World = {
  readonly db: Db;
  readonly shape: Shape;
  workers: Worker[];
  held: { worker: Worker; step: Leased }[];
  tried: Map<string, number>;
};

async function complete(world: World, index: number, batch: number): Promise<void> {
  const first = world.held[index % world.held.length]!;
  const mine = world.held.filter(({ worker }) => worker === first.worker).slice(0, batch);
  const keys = await keysOf(
    world.db,
    mine.map(({ step }) => step),
  );
  const results: Result[] = mine.map(({ step }, n) => {
    const counter = `${step.run_id}/${keys[n]}/${step.epoch}`;
    const tried = world.tried.get(counter) ?? 0;
    world.tried.set(counter, tried + 1);
    return { step, ...outcomeOf(world.shape, keys[n]!, tried), next: true };
  });
  world.held = world.held.filter((item) => !mine.includes(item));
  const { leased, busy } = await first.worker.complete(world.db, ...results);
  expect(busy).toEqual([]);
  for (const step of leased)
    world.held.push({ worker: first.worker, step: await whole(world.db, first.worker, step) });
}

/** A step handed back with `own` says only which it is. */
async function whole(db: Db, worker: Worker, { run_id, idx, scope }: Leased): Promise<Leased> {
  return await one<Leased & Record<string, unknown>>(
    db,
    "select * from reflux_private.recall_steps($1, $2)",
    [worker.id, JSON.stringify([[run_id, idx, scope]])],
  );
}

async function takeAll(world: World, which: number): Promise<void> {
  const worker = world.workers[which % world.workers.length]!;
  const { leased, untold } = await worker.comeToGate(world.db, await worker.hear(world.db, 1 + (which % 3)));
  for (const step of untold) leased.push(...(await worker.tell(world.db, step, "k")));
  for (const step of leased) world.held.push({ worker, step });
}

async function signalAll(db: Db): Promise<void> {
  await db.query(
    "select reflux.signal_step(s.run_id, g.key) from reflux.steps s join reflux.runs r on r.id = s.run_id " +
      "join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx where s.state = 'sleeping' and s.wait = 'signal'",
  );
}

/** Lets everything go on until every run is finished. */
async function finish(world: World): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    while (world.held.length > 0) await complete(world, 0, 100);
    await world.db.query("select reflux.resume_run(id) from reflux.runs where state = 'paused'");
    await signalAll(world.db);
    await passTime(world.db);
    for (const n of world.workers.keys()) await takeAll(world, n);
    const { open, ringing } = await one<{ open: number; ringing: number }>(
      world.db,
      "select (select count(*)::int from reflux.runs where finished_at is null) as open, (select count(*)::int from graphile_worker._private_jobs) as ringing",
    );
    if (open === 0) return;
    if (ringing === 0 && world.held.length === 0) {
      await age(world.db);
      await sweep(world.db);
    }
  }
  throw new Error("the runs do not end");
}

async function ending(db: Db, run: string) {
  const { rows } = await db.query<{ step: string; state: string; output: unknown }>(
    "select step, state, output from reflux.run_steps where run_id = $1 order by step",
    [run],
  );
  return { run: (await one(db, "select state from reflux.runs where id = $1", [run]))["state"], steps: rows };
}

const acts = fc.array(
  fc.tuple(
    fc.constantFrom(
      "take",
      "take",
      "take",
      "complete",
      "complete",
      "complete",
      "redrive",
      "quiet",
      "pause",
      "resume",
      "cancel",
      "lose",
      "stop",
      "time",
      "sweep",
      "signal",
    ),
    fc.nat(1000),
  ),
  {
    maxLength: 40,
  },
);

/** The promises hold at the end of each statement. Acts that the engine refuses are no accident: people try things. */
async function act(world: World, what: string, n: number): Promise<void> {
  const { db } = world;
  const runs = (await db.query<{ id: string }>("select id from reflux.runs order by id")).rows;
  const run = runs[n % runs.length]!.id;
  const key = `s${n % world.shape.steps.length}`;
  const person = async (sql: string, ...values: unknown[]) => {
    await db.query(sql, values).catch((error: { code?: string }) => {
      if (!error.code?.startsWith("RF")) throw error;
    });
  };
  switch (what) {
    case "take":
      return await takeAll(world, n);
    case "complete":
      return world.held.length > 0 ? await complete(world, n, 1 + (n % 4)) : undefined;
    case "redrive":
      return await person("select reflux.redrive_step($1, $2)", run, key);
    case "quiet":
      return await person("select reflux.redrive_step($1, $2, downstream => false)", run, key);
    case "pause":
      return await person("select reflux.pause_run($1)", run);
    case "resume":
      return await person("select reflux.resume_run($1)", run);
    case "cancel":
      return n % 4 === 0 ? await person("select reflux.cancel_run($1)", run) : undefined;
    case "lose":
    case "stop": {
      const index = n % world.workers.length;
      const gone = world.workers[index]!;
      if (what === "stop") await gone.stop(db);
      else await expire(db, gone.id);
      if (what === "lose") await sweep(db);
      world.workers[index] = await Worker.register(db);
      return;
    }
    case "time":
      return await passTime(db);
    case "sweep":
      await age(db);
      await sweep(db);
      return;
    case "signal":
      return await signalAll(db);
    default:
      throw new Error(what);
  }
}

async function worldOf({ pool }: TestDb, shape: Shape, workers: number): Promise<World> {
  await pool.query("update reflux.settings set losses_before_failure = 1000");
  const all = [];
  for (let n = 0; n < workers; n += 1) all.push(await Worker.register(pool));
  await deploy(pool, "flow", toDocument(shape));
  return { db: pool, shape, workers: all, held: [], tried: new Map() };
}

const numRuns = Number(process.env["FC_RUNS"] ?? 20);
const timeout = 60_000 + numRuns * 2_000;
const parameters = { seed, numRuns };

test(`whatever happens, runs end and the promises hold (seed ${seed})`, { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.integer({ min: 1, max: 3 }), acts, async (shape, workers, script) => {
      await withDb(async (testDb) => {
        const world = await worldOf(testDb, shape, workers);
        await start(world.db, "flow");
        await start(world.db, "flow");
        for (const [what, n] of script) {
          await act(world, what, n);
          await checkPromises(world.db);
        }
        await finish(world);
        await checkPromises(world.db);
      });
    }),
    parameters,
  );
});

test(`running everything again gives what a fresh run gives (seed ${seed})`, { timeout }, async () => {
  // A race may be won by another step the second time, so only `all` joins are compared.
  const calm = shapes.map(
    ({ steps }): Shape => ({ steps: steps.map((step) => ({ ...step, join: "all" as const })) }),
  );
  await fc.assert(
    fc.asyncProperty(calm, fc.integer({ min: 1, max: 3 }), async (shape, workers) => {
      await withDb(async (testDb) => {
        const world = await worldOf(testDb, shape, workers);
        const run = await start(world.db, "flow");
        await finish(world);

        const { rows } = await world.db.query<{ key: string }>(
          "select g.key from reflux.runs r join reflux.graph_steps g on g.graph_id = r.graph_id where r.id = $1 and g.sources = '{}'",
          [run],
        );
        for (const { key } of rows) await world.db.query("select reflux.redrive_step($1, $2)", [run, key]);
        await finish(world);

        const fresh = await start(world.db, "flow");
        await finish(world);
        expect(await ending(world.db, run)).toEqual(await ending(world.db, fresh));
        await checkPromises(world.db);
      });
    }),
    parameters,
  );
});
