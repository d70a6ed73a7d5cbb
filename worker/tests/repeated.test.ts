/** The same thing asked for many times, and a schema that changes under a worker that runs. */
import { expect, inject, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { eventually } from "#db/testing/eventually.ts";
import { chain, flow, withBench } from "../testing/kit.ts";
import { gate, pass, scripted } from "../testing/nodes.ts";

test("the same job three times is one attempt", () =>
  withBench(async ({ startWorker, announce, deploy, start, finished, rows, attempts }) => {
    await announce();
    await deploy("flow", chain(2));
    const run = await start("flow");
    await rows(
      `select graphile_worker.add_job(t.identifier, j.payload) from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id, generate_series(1, 2)`,
    );
    expect(await rows("select from graphile_worker._private_jobs")).toHaveLength(3);

    await Promise.all([startWorker(), startWorker()]);

    expect(await finished(run)).toMatchObject({ state: "succeeded" });
    await eventually(
      "all three jobs are done",
      async () => (await rows("select from graphile_worker._private_jobs")).length === 0,
    );
    expect(await attempts(run, "s0")).toEqual(["succeeded"]);
  }));

test("a job while its step runs, and one after it, change nothing", () =>
  withBench(async ({ startWorker, deploy, start, finished, rows, attempts }) => {
    const { wait, waiting, open } = gate();
    await startWorker({ nodes: [scripted("test.wait", wait)] });
    await startWorker({ nodes: [scripted("test.wait", wait)] });
    await deploy("flow", flow({ only: { node: "test.wait" } }));
    const run = await start("flow");
    await eventually("the step runs", () => waiting.size === 1);
    const again = () =>
      rows(
        "select graphile_worker.add_job('reflux:test.wait@1', json_build_object('steps', json_build_array(json_build_array($1::bigint, 0, ''))))",
        run,
      );

    await again();
    await eventually(
      "it was answered",
      async () => (await rows("select from graphile_worker._private_jobs")).length === 0,
    );
    open();
    await finished(run);
    await again();
    await eventually(
      "it was answered",
      async () => (await rows("select from graphile_worker._private_jobs")).length === 0,
    );

    expect(await attempts(run, "only")).toEqual(["succeeded"]);
  }));

test("one key a thousand times at once is one run", () =>
  withBench(async ({ startWorker, deploy, start, finished, rows }) => {
    await startWorker();
    await deploy("flow", chain(2));

    const runs = await Promise.all(Array.from({ length: 1_000 }, () => start("flow", { key: "the one" })));

    expect(new Set(runs).size).toBe(1);
    expect(await finished(runs[0] ?? "")).toMatchObject({ state: "succeeded" });
    expect(await rows("select from reflux.runs")).toHaveLength(1);
  }));

test("a schema that is migrated while a worker runs fails none of its steps", () =>
  withBench(async ({ startWorker, deploy, start, rows, url }) => {
    await startWorker({
      nodes: [
        scripted("test.slow", (input) => new Promise((resolve) => setTimeout(resolve, 5, input))),
        pass,
      ],
    });
    await deploy("flow", chain(20, { node: "test.slow" }));
    const runs = Promise.all(Array.from({ length: 40 }, () => start("flow")));
    await runs;

    // As a release does it: new columns on the hot tables, what prepared statements return changes, every object anew.
    await rows("alter table reflux.steps add column note text");
    await rows("alter table reflux.runs add column note text");
    await rows("update reflux_private.objects set sha256 = 'older'");
    await migrate(url, { passwords: inject("reflux").passwords });

    await eventually(
      "all runs end",
      async () => (await rows("select from reflux.runs where finished_at is null")).length === 0,
      { withinMs: 30_000 },
    );
    expect(await rows("select distinct state from reflux.runs")).toEqual([{ state: "succeeded" }]);
    expect(await rows("select from reflux.steps where failures > 0")).toEqual([]);
  }));
