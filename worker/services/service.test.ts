import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { type Calls, engineCalls } from "../engine/calls.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";
import { scheduler } from "./scheduler/scheduler.ts";
import { type Service, startService } from "./service.ts";
import { sweeper } from "./sweeper.ts";

/** Every service there is, on the calls it is given. */
const services: Readonly<Record<string, (calls: Calls, onError?: (error: unknown) => void) => Service>> = {
  scheduler: (calls, onError = () => undefined) => scheduler({ calls, onError }),
  sweeper: (calls, onError = () => undefined) =>
    sweeper({
      calls,
      everyMs: 20,
      onDoubt: () => undefined,
      doubtEveryMs: 60_000,
      onError,
      log: () => undefined,
    }),
};
const each = Object.entries(services);

test("every service of this folder is held to the contract here", () => {
  const files = globSync("**/*.ts", { cwd: import.meta.dirname });
  const found = files.flatMap((name) => {
    const text = readFileSync(`${import.meta.dirname}/${name}`, "utf8");
    return [...text.matchAll(/^export function (\w+)\([^)]*\): Service \{/gm)].map(([, made = ""]) => made);
  });

  expect(found.toSorted()).toEqual(Object.keys(services).toSorted());
});

/** The calls of a database, each told before it is made. */
function watched(bench: Bench, before: (name: string) => void): Calls {
  return new Proxy(engineCalls(bench.pool), {
    get: (calls, name) => {
      const call: unknown = Reflect.get(calls, name);
      if (typeof call !== "function") return call;
      return async (...values: unknown[]) => {
        before(String(name));
        const answer: unknown = await Reflect.apply(call, calls, values);
        return answer;
      };
    },
  });
}

/** Something to do for each of them: two schedules that are due. Whoever planned them has gone. */
async function withWork(work: (bench: Bench) => Promise<void>): Promise<void> {
  await withBench(async (bench) => {
    const worker = await bench.startWorker();
    for (const name of ["one", "two"]) {
      await bench.deploy(name, flow({ tick: { node: "schedule.cron", config: { cron: "0 7 * * *" } } }));
    }
    await eventually("both are planned", async () => {
      const planned = await bench.rows("select from reflux.schedules where next_at is not null");
      return planned.length === 2;
    });
    await worker.stop();
    await bench.rows("update reflux.schedules set next_at = next_at - interval '1 day'");
    await work(bench);
  });
}

test.for(each)("the %s, told to end, makes no further call", async ([, make]) => {
  await withWork(async (bench) => {
    const madeUntil = async (last: number) => {
      const ending = new AbortController();
      const made: string[] = [];
      const service = make(watched(bench, (name) => void (made.push(name) === last && ending.abort())));
      await service.run(ending.signal);
      return made;
    };
    const all: string[] = [];
    for (let last = 1; ; last += 1) {
      const made = await madeUntil(last);
      all.push(...made.slice(all.length));
      if (made.length < last) break;
      expect(made, `told at its call ${last}`).toHaveLength(last);
    }

    expect(all.length).toBeGreaterThan(1);
  });
});

test.for(each)("a call that fails does not end the %s, and is told", async ([, make]) => {
  await withWork(async (bench) => {
    const made: string[] = [];
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const broken = make(
      watched(bench, (name) => {
        made.push(name);
        if (made.filter((one) => one === name).length === 1) throw new Error(`${name} fails`);
      }),
      onError,
    );
    const running = startService({ ...broken, firstMs: 0, againMs: 0 }, onError);

    try {
      await eventually("each call was made again", () => {
        running.wake();
        const again = made.filter((name, at) => made.indexOf(name) < at);
        return made.length > 0 && made.every((name) => again.includes(name));
      });
    } finally {
      await running.stop();
    }
    expect(errors.length).toBeGreaterThan(0);
  });
});

test.for(each)("two workers do the work of the %s once", async ([, make]) => {
  await withWork(async (bench) => {
    const round = async () => await make(engineCalls(bench.pool)).run(new AbortController().signal);
    const done = async () =>
      await bench.rows(
        "select 'run' as what from reflux.runs union all select 'lost' from reflux.workers where lost_at is not null",
      );
    await bench.rows("select from reflux_private.register_worker('lost', '[]', 1)");
    await bench.rows("update reflux.workers set lease_until = now() - interval '1 hour' where name = 'lost'");
    const { single } = make(engineCalls(bench.pool));

    // While another is at it, one that is single does nothing, and does not wait for its end.
    const other = await bench.pool.connect();
    await other.query("begin; select from reflux_private.duties for update");
    await round();
    expect(await done()).toHaveLength(single ? 0 : 2);
    await other.query("rollback");
    other.release();
    await Promise.all([round(), round()]);

    expect(await done()).toHaveLength(single ? 1 : 2);
  });
});

test("a service ends at once while it waits, and after the call that is under way", async () => {
  const inCall = Promise.withResolvers<void>();
  const called = Promise.withResolvers<void>();
  const idle: Service = { name: "idle", single: false, firstMs: 1e9, againMs: 1e9, run: async () => 1e9 };
  const busy = async () => {
    called.resolve();
    await inCall.promise;
    return 1e9;
  };
  const told: unknown[] = [];

  await startService(idle, (error) => told.push(error)).stop();
  const running = startService({ ...idle, firstMs: 0, run: busy }, (error) => told.push(error));
  await called.promise;
  let ended = false;
  const stopped = running.stop().then(() => (ended = true));
  await Promise.resolve();
  expect(ended).toBe(false);
  inCall.resolve();
  await stopped;

  expect(told).toEqual([]);
});

test("a service that is woken while it works goes round again", async () => {
  const rounds: (() => void)[] = [];
  const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const service: Service = {
    name: "woken",
    single: false,
    firstMs: 0,
    againMs: 1e9,
    run: async () => {
      begun[rounds.length]?.resolve();
      await new Promise<void>((resolve) => rounds.push(resolve));
      return 1e9;
    },
  };
  const running = startService(service, () => undefined);

  await begun[0]?.promise;
  running.wake();
  rounds[0]?.();
  await begun[1]?.promise;
  rounds[1]?.();
  await running.stop();

  expect(rounds).toHaveLength(2);
});
