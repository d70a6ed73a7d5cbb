/** What takes days, weeks, months: the engine asks its own clock, so a test lets them pass. */
import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { advanceTime } from "#db/testing/time.ts";
import { flow, withBench } from "../testing/kit.ts";
import { scripted } from "../testing/nodes.ts";

const later = scripted("test.later", () => {
  throw new Error("not yet");
});

test("a wait of thirty days ends when they are over, and not before", () =>
  withBench(async ({ pool, startWorker, deploy, start, reaches, finished, step }) => {
    await startWorker();
    await deploy(
      "flow",
      flow({ nap: { node: "wait", config: { duration: "30d" } }, after: {} }, ["nap -> after"]),
    );
    const run = await start("flow");
    await reaches(run, "nap", "sleeping");

    await advanceTime(pool, "29 days 23 hours");
    const early = await step(run, "nap");
    await advanceTime(pool, "1 hour");

    expect(early).toMatchObject({ state: "sleeping" });
    expect(await finished(run)).toMatchObject({ state: "succeeded" });
  }));

test("a week of retries, one a day", () =>
  withBench(async ({ pool, startWorker, deploy, start, finished, rows }) => {
    await startWorker({ nodes: [later] });
    const retry = { max: 6, initial: "1d", limit: "1d", jitter: 0 };
    await deploy("flow", flow({ call: { node: later.manifest.id, retry } }));
    const run = await start("flow");

    for (let day = 1; day <= 6; day += 1) {
      await eventually(`try ${day} has failed`, async () => {
        const [row] = await rows<{ failures: number; state: string }>(
          "select failures, state from reflux.steps where run_id = $1",
          run,
        );
        return row?.failures === day && row.state === "sleeping";
      });
      await advanceTime(pool, "1 day");
    }

    expect(await finished(run)).toMatchObject({ state: "failed" });
    const [row] = await rows<{ days: number }>(
      "select extract(day from max(finished_at) - min(finished_at))::int as days from reflux.attempts where run_id = $1",
      run,
    );
    expect(row?.days).toBe(6);
  }));

test("a year of the first of each month", () =>
  withBench(async ({ pool, startWorker, deploy, rows }) => {
    await rows("select reflux.change_settings(keep_runs => '0')");
    await startWorker();
    await deploy(
      "flow",
      flow({ tick: { node: "schedule.cron", config: { cron: "0 7 1 * *" } }, work: {} }, ["tick -> work"]),
    );
    const next = () =>
      rows<{ next_at: Date | null; span: string }>(
        "select next_at, (next_at - reflux_private.clock() + interval '1 s')::text as span from reflux.schedules",
      );

    for (let month = 1; month <= 12; month += 1) {
      const span = await eventually("the next time is known", async () => {
        const [row] = await next();
        return row?.next_at && !row.span.startsWith("-") ? row.span : undefined;
      });
      await advanceTime(pool, span);
      await eventually(`month ${month} has run`, async () => {
        const ended = await rows("select 1 from reflux.runs where state = 'succeeded'");
        return ended.length === month;
      });
    }

    const times = await rows<{ at: string }>(
      "select input ->> 'scheduled_at' as at from reflux.runs order by id",
    );
    expect(times.map(({ at }) => at.slice(8, 16))).toEqual(Array.from({ length: 12 }, () => "01T07:00"));
    expect(new Set(times.map(({ at }) => at.slice(0, 7))).size).toBe(12);
  }));
