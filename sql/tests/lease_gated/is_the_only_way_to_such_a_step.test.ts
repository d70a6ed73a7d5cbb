import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import {
  type Db,
  deploy,
  expire,
  flow,
  one,
  passTime,
  readRun,
  readStep,
  start,
  startFlow,
  sweep,
} from "../kit.ts";
import { fails, ok, type Place, Worker } from "../worker.ts";
import { inLine, lines } from "./kit.ts";

const concurrency = { key: "k", limit: 1 };

/** Takes the only place under the key. */
async function occupy(db: Db, worker: Worker) {
  await deploy(db, "occupier", flow({ a: { concurrency } }));
  const place: Place = [await start(db, "occupier"), 0, ""];
  const [step] = await worker.take(db, [place]);
  return step!;
}

const ways: Readonly<
  Record<string, { steps: Readonly<Record<string, Readonly<Record<string, unknown>>>>; edges: string[] }>
> = {
  "straight behind another": { steps: { b: {}, a: { concurrency } }, edges: ["b -> a"] },
  "at a join": { steps: { b: {}, c: {}, a: { concurrency } }, edges: ["b -> a", "c -> a"] },
  "in a race": { steps: { b: {}, c: {}, a: { concurrency, join: "any" } }, edges: ["b -> a", "c -> a"] },
  "in a fan": { steps: { b: {}, a: { concurrency }, c: { concurrency } }, edges: ["b -> a", "b -> c"] },
};

test.for(Object.keys(ways))("no hand-over, and no other lease: %s", async (way) => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await occupy(db, worker);
    const { steps, edges } = ways[way]!;
    const run = await startFlow(db, flow(steps, edges));

    for (let batch = await worker.take(db); batch.length > 0; batch = await worker.take(db)) {
      for (const step of batch) {
        const places = await worker.hear(db);
        await worker.completeAndTake(db, places, { step, ...ok(), next: true });
      }
    }

    expect(await readStep(db, run, "a")).toMatchObject({ state: "sleeping", wait: "slot", attempt: 0 });
    expect((await lines(db)).held).toBe(1);
    await checkPromises(db);
  });
});

test("an idle worker is not handed the first step of a run", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await worker.renew(db, 10);
    await deploy(db, "flow", flow({ a: { concurrency } }));

    const run = await start(db, "flow");

    expect(await readStep(db, run, "a")).toMatchObject({ state: "ready", attempt: 0 });
    expect(await one(db, "select idle from reflux_private.idle_workers")).toEqual({ idle: 10 });
  });
});

test("a lane that has no next step is given one that was offered, by way of the gate", async () => {
  await withTx(async (db) => {
    const { worker, holder } = await inLine(db, 1);
    const next: Place = [await start(db, "flow"), 0, ""];

    const { leased, tried } = await worker.completeAndTake(db, [next], { step: holder, ...ok(), next: true });

    expect([leased.map(({ run_id, offer }) => [run_id, offer]), tried]).toEqual([[[next[0], 0]], 1]);
  });
});

test("a run whose first step stands in line runs", async () => {
  await withTx(async (db) => {
    const { places } = await inLine(db, 2);

    expect(await readRun(db, places[1]![0])).toMatchObject({ state: "running" });
  });
});

test("a retry gives its place to others while it sleeps, and stands in line like others", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", flow({ a: { concurrency, retry: { max: 1, jitter: 0 } } }));
    const [first, second]: Place[] = [
      [await start(db, "flow"), 0, ""],
      [await start(db, "flow"), 0, ""],
    ];
    const [step] = await worker.take(db, [first!]);
    await worker.complete(db, { step: step!, ...fails() });
    expect(await worker.take(db, [second!])).toHaveLength(1);
    await passTime(db);

    expect(await worker.take(db, [first!])).toEqual([]);
    expect(await readStep(db, first![0], "a")).toMatchObject({ state: "sleeping", wait: "slot", attempt: 1 });
    await checkPromises(db);
  });
});

test("a step that lost its workers comes to the gate by its own queue only", async () => {
  await withTx(async (db) => {
    const other = await Worker.register(db);
    await db.query("update reflux.settings set losses_before_quarantine = 1");
    const { worker, places } = await inLine(db, 1);
    await expire(db, worker.id);
    await sweep(db);
    const place = places[0]!;

    expect(await other.take(db, [place])).toEqual([]);
    expect(await other.take(db, [[place[0], 0, "", true]])).toHaveLength(1);
    await checkPromises(db);
  });
});

test("a worker that gives a step to a fitter one gives its place along", async () => {
  await withTx(async (db) => {
    const { worker, holder } = await inLine(db, 2);
    const fit = await Worker.register(db);
    await db.query("update reflux.workers set secret_keys = '{x}' where id = $1", [fit.id]);

    await db.query("select reflux_private.give_back($1, $2, 0, '', 1, '{}', $3)", [
      worker.id,
      holder.run_id,
      '{"key": "x"}',
    ]);

    expect(await readStep(db, holder.run_id, "a")).toMatchObject({ state: "running", attempt: 2 });
    expect(await lines(db)).toEqual({ held: 1, line: 1 });
    await checkPromises(db);
  });
});

test("a disabled step needs no place", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await occupy(db, worker);
    const run = await startFlow(db, flow({ a: { concurrency, disabled: true } }));

    expect((await worker.take(db)).map(({ run_id }) => run_id)).toEqual([run]);
  });
});

test("who wants more places to be free is not passed by those behind him", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = async (limit: number): Promise<Place> => {
      await deploy(db, "flow", flow({ a: { concurrency: { key: "k", limit } } }));
      return [await start(db, "flow"), 0, ""];
    };
    const places = [await run(2), await run(2), await run(1), await run(3)];
    const [one_, two] = [await worker.take(db, [places[0]!]), await worker.take(db, [places[1]!])].flat();
    expect(await worker.take(db, [places[2]!])).toEqual([]);
    // Two run; of three places one would be free.
    expect(await worker.take(db, [places[3]!])).toEqual([]);
    await worker.hear(db);

    await worker.complete(db, { step: one_!, ...ok() });
    expect(await worker.take(db)).toEqual([]);
    await worker.complete(db, { step: two!, ...ok() });

    const called = await worker.take(db);
    expect(called.map(({ run_id }) => run_id)).toEqual([places[2]![0]]);
    await worker.complete(db, { step: called[0]!, ...ok() });
    expect((await worker.take(db)).map(({ run_id }) => run_id)).toEqual([places[3]![0]]);
    await checkPromises(db);
  });
});

/** Whoever makes step rows says which of them the gate leases, and whoever ends a lease lets go of its place. */
test("every function that writes step rows knows of the gate", () => {
  const root = new URL("../../functions/", import.meta.url);
  const texts = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sql"))
    .map((name) => ({ name, text: readFileSync(new URL(name, root), "utf8") }));

  const makers = texts.filter(({ text }) => /insert into reflux\.steps\b/.test(text));
  const enders = texts.filter(({ text }) => /\n\s+worker_id = null,/.test(text));
  const names = (of: typeof texts) => of.map(({ name }) => name);

  // A straight edge leads to no such step.
  expect(names(makers.filter(({ text }) => !/insert into reflux\.steps[^;]*?\bgated\b/s.test(text)))).toEqual(
    ["reflux_private/hot/record_plain.sql"],
  );
  expect(
    names(enders.filter(({ text }) => !/\n\s+slot_key = null,|and s\.slot_key is null/.test(text))),
  ).toEqual([]);
  expect([makers.length > 3, enders.length > 3]).toEqual([true, true]);
});
