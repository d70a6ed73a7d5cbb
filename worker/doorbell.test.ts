import { expect, test } from "vitest";
import { eventually } from "#db/testing/eventually.ts";
import { chain, withBench } from "./testing/kit.ts";

test("a doorbell that fell off is hung up again, and its jobs are unlocked", () =>
  withBench(async ({ startWorker, announce, deploy, start, finished, rows, logged }) => {
    await announce();
    await deploy("flow", chain(2));
    const before = await Promise.all(Array.from({ length: 5 }, () => start("flow")));
    // graphile-worker gives up when it cannot complete a job, whatever the reason.
    await rows("create sequence public.refusals");
    await rows("grant usage on sequence public.refusals to public");
    await rows(
      `create function public.refuse_once() returns trigger language plpgsql as $$
       begin
         if nextval('public.refusals') = 1 then raise exception 'not now'; end if;
         return old;
       end $$`,
    );
    await rows(
      "create trigger refuse before delete on graphile_worker._private_jobs for each row execute function public.refuse_once()",
    );

    await startWorker();
    await eventually("it fell off", () => logged.some((line) => line.includes("fell off")));
    // Without anybody idle, so that it needs a doorbell.
    await rows("update reflux_private.idle_workers set idle = 0");
    const after = await start("flow");

    for (const run of [...before, after]) expect(await finished(run)).toMatchObject({ state: "succeeded" });
    await eventually(
      "no job stays locked",
      async () => (await rows("select from graphile_worker._private_jobs")).length === 0,
    );
    // The old pool leaves the row once its jobs are unlocked, which may come after the last of them is done.
    await eventually("only the new one is named", async () => {
      const [worker] = await rows<{ pools: string[] }>(
        "select pools from reflux.workers where stopped_at is null",
      );
      return worker?.pools.length === 1;
    });
  }));

test("a doorbell whose first question was refused is hung up again, and its silence is told meanwhile", () =>
  withBench(async ({ startWorker, announce, deploy, start, finished, rows, logged }) => {
    await announce();
    await deploy("flow", chain(2));
    const run = await start("flow");
    // A window in which nothing can be written: graphile-worker keeps the error of its first question for ever.
    await rows("create sequence public.refusals");
    await rows("grant usage on sequence public.refusals to public");
    await rows(
      `create function public.refuse_first() returns trigger language plpgsql as $$
       begin
         if nextval('public.refusals') < 3 then raise exception 'not now'; end if;
         return null;
       end $$`,
    );
    await rows(
      "create trigger refuse before insert on graphile_worker._private_tasks for each statement execute function public.refuse_first()",
    );

    await startWorker();
    expect(await finished(run, 30_000)).toMatchObject({ state: "succeeded" });
    expect(logged.filter((line) => line.includes("the queue has not answered"))).toHaveLength(2);
  }));
