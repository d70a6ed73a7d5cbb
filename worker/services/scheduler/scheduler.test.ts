import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { engineCalls } from "../../engine/calls.ts";
import { type Bench, flow, withBench } from "../../testing/kit.ts";
import { startService } from "../service.ts";
import { scheduler } from "./scheduler.ts";

const scheduled = (config: Readonly<Record<string, unknown>>) =>
  flow({ tick: { node: "schedule.cron", config }, work: {} }, ["tick -> work"]);

const daily = { cron: "0 7 * * *" };

/** The schedule of the flow, in the past by so many of its times: as after a downtime. */
async function miss({ rows }: Bench, interval: string): Promise<Date> {
  const [row] = await rows<{ next_at: Date }>(
    "update reflux.schedules set next_at = date_trunc('second', next_at - $1::interval) returning next_at",
    interval,
  );
  if (!row) throw new Error("no schedule");
  return row.next_at;
}

const planned = ({ rows }: Bench) =>
  eventually("the schedule has a next time", async () => {
    const [row] = await rows<{ next_at: Date | null }>("select next_at from reflux.schedules");
    return row?.next_at;
  });

const runs = ({ rows }: Bench) =>
  rows<{ state: string; input: { scheduled_at: string }; trigger_step: string; idempotency_key: string }>(
    "select state, input, trigger_step, idempotency_key from reflux.runs order by id",
  );

/** The service alone: nobody runs the steps. */
async function withScheduler(bench: Bench, work: (wake: () => void) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const running = startService(scheduler({ calls: engineCalls(bench.pool), onError }), onError);
  try {
    await work(running.wake);
  } finally {
    await running.stop();
  }
  expect(errors).toEqual([]);
}

test("a schedule starts its runs in time, with the time as input", () =>
  withBench(async (bench) => {
    await bench.startWorker();
    await bench.deploy("flow", scheduled({ cron: "* * * * * *", overlap: "allow" }));

    await eventually("three runs have ended", async () => {
      const ended = await runs(bench);
      return ended.filter(({ state }) => state === "succeeded").length >= 3;
    });

    const [late] = await bench.rows<{ ms: number }>(
      "select max(extract(epoch from created_at - (input ->> 'scheduled_at')::timestamptz) * 1000)::int as ms from reflux.runs",
    );
    expect(late?.ms).toBeGreaterThanOrEqual(0);
    expect(late?.ms).toBeLessThan(900);
    const times = (await runs(bench)).map(({ input }) => Date.parse(input.scheduled_at) / 1_000);
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index));
  }));

test("however many workers look, a time starts one run", () =>
  withBench(async (bench) => {
    await Promise.all(Array.from({ length: 4 }, () => bench.startWorker()));
    await bench.deploy("flow", scheduled({ cron: "* * * * * *", overlap: "allow" }));

    await eventually("some runs are there", async () => (await runs(bench)).length >= 3);

    const keys = (await runs(bench)).map(({ idempotency_key }) => idempotency_key);
    expect(new Set(keys).size).toBe(keys.length);
  }));

test("after a downtime so many times are made up for as the schedule says, the newest", () =>
  withBench(async (bench) => {
    await bench.announce();
    await bench.deploy("flow", scheduled({ ...daily, overlap: "allow", catch_up: 2 }));
    await withScheduler(bench, async (wake) => {
      await planned(bench);
      await miss(bench, "5 days");
      wake();
      await eventually("it caught up", async () => (await runs(bench)).length === 2);
    });

    const times = (await runs(bench)).map(({ input }) => Date.parse(input.scheduled_at));
    const [gap] = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gap).toBe(86_400_000);
    expect((await planned(bench)).getTime()).toBeGreaterThan(Date.now());
  }));

test("nothing is made up for where nothing shall be", () =>
  withBench(async (bench) => {
    await bench.announce();
    await bench.deploy("flow", scheduled({ ...daily, catch_up: 0 }));
    await withScheduler(bench, async (wake) => {
      await planned(bench);
      const missed = await miss(bench, "5 days");
      wake();
      await eventually(
        "it went on",
        async () => (await planned(bench)).getTime() > missed.getTime() + 86_400_000,
      );
    });

    expect(await runs(bench)).toEqual([]);
  }));

test("skip drops a time while the last run goes on", () =>
  withBench(async (bench) => {
    await bench.announce();
    await bench.deploy("flow", scheduled({ ...daily, overlap: "skip", catch_up: 5 }));
    await withScheduler(bench, async (wake) => {
      for (let day = 0; day < 2; day += 1) {
        await planned(bench);
        const missed = await miss(bench, "3 days");
        wake();
        await eventually(
          "it went on",
          async () => (await planned(bench)).getTime() > missed.getTime() + 172_800_000,
        );
      }
    });

    expect(await runs(bench)).toHaveLength(1);
  }));

test("queue lets a time wait until the last run has ended", () =>
  withBench(async (bench) => {
    await bench.announce();
    await bench.deploy("flow", scheduled({ ...daily, overlap: "queue", catch_up: 2 }));
    await withScheduler(bench, async (wake) => {
      await planned(bench);
      await miss(bench, "4 days");
      wake();
      await eventually("the first has started", async () => (await runs(bench)).length === 1);
      const waiting = await planned(bench);
      expect(waiting.getTime()).toBeLessThan(Date.now());

      await bench.rows("select reflux.cancel_run(id) from reflux.runs");
      await eventually("the second has started", async () => (await runs(bench)).length === 2);
    });

    const times = (await runs(bench)).map(({ input }) => Date.parse(input.scheduled_at));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(86_400_000);
    expect((await planned(bench)).getTime()).toBeGreaterThan(Date.now());
  }));

test("a disabled flow fires nothing, and does not make up for it when it is enabled again", () =>
  withBench(async (bench) => {
    await bench.announce();
    await bench.deploy("flow", scheduled({ ...daily, catch_up: 5 }));
    await withScheduler(bench, async (wake) => {
      await planned(bench);
      await bench.rows("select reflux.set_flow_enabled('flow', false)");
      await miss(bench, "3 days");
      const [fired] = await bench.rows(
        "select reflux_private.fire_schedule(id, next_at, array[next_at], now()) from reflux.schedules",
      );
      expect(fired).toEqual({ fire_schedule: null });
      await bench.rows("select reflux.set_flow_enabled('flow', true)");
      wake();
      expect((await planned(bench)).getTime()).toBeGreaterThan(Date.now());
    });

    expect(await runs(bench)).toEqual([]);
  }));

test("an archived flow has no schedule; a new version with another time begins anew", () =>
  withBench(async (bench) => {
    await bench.announce();
    await bench.deploy("flow", scheduled(daily));
    await withScheduler(bench, async (wake) => {
      const first = await planned(bench);
      await bench.deploy("flow", scheduled({ cron: "0 8 * * *" }));
      wake();
      expect((await planned(bench)).getUTCHours()).toBe(first.getUTCHours() + 1);
    });

    await bench.rows("select reflux.archive_flow('flow')");
    expect(await bench.rows("select from reflux.schedules")).toEqual([]);
  }));

test("a schedule without a next time is looked at once, shows where people look, and holds up no other", () =>
  withBench(async (bench) => {
    await bench.startWorker();
    await bench.deploy("broken", scheduled({ cron: "0 0 1 1 *" }));
    await bench.deploy("never", scheduled({ cron: "0 0 1 1 *" }));
    // As an older version let them be deployed.
    await bench.rows(
      "update reflux.schedules s set next_at = null, config = jsonb_build_object('cron', case f.slug when 'broken' then '99 99 * * *' else '0 0 30 2 *' end) " +
        "from reflux.flows f where f.id = s.flow_id",
    );
    await bench.deploy("flow", scheduled({ cron: "* * * * * *" }));

    await eventually("the other one runs", async () => (await runs(bench)).length >= 2);

    const [broken, never] = await bench.rows<{ problem: string; next_at: Date | null }>(
      "select s.problem, s.next_at from reflux.schedules s join reflux.flows f on f.id = s.flow_id where f.slug <> 'flow' order by f.slug",
    );
    expect(broken).toMatchObject({ problem: expect.stringContaining("99"), next_at: null });
    expect(never).toMatchObject({ problem: "it has no next time", next_at: null });
    expect(bench.logged.filter((line) => line.includes("99 99"))).toHaveLength(1);
    expect(
      await bench.rows("select id from reflux_private.due_schedules('1 h') where cron like '%9%'"),
    ).toEqual([]);
    expect(await bench.rows("select dead_schedules from reflux.health()")).toEqual([{ dead_schedules: 2 }]);
    const metric = "select value::int from reflux_private.engine_metrics() where name = 'dead_schedules'";
    expect(await bench.rows(metric)).toEqual([{ value: 2 }]);

    // Enabled again, or deployed again, it is looked at anew.
    await bench.rows("select reflux.set_flow_enabled('never', false)");
    expect(await bench.rows("select dead_schedules from reflux.health()")).toEqual([{ dead_schedules: 1 }]);
    await bench.deploy("never", scheduled({ cron: "0 0 29 2 *" }));
    expect(await bench.rows("select from reflux.schedules where problem is not null")).toHaveLength(1);
  }));
