import type { Engine, FlowDocument } from "../lib/engine.ts";
import { fanOut } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import type { Scenario } from "../lib/scenario.ts";

const columns = ["seconds", "jobs", "changes"];
export const redriven = "redrive_run, every step failed";
export const cancelled = "cancel_run, every step ready";

/** Is what a person does to a run one act, however many steps it is about? */
export const people: Scenario = {
  name: "people",
  question: "How long does it take to re-drive a run in which thousands of steps failed, and to cancel one?",
  run: async ({ cluster, engine, rounds, size, report }) => {
    const width = size(10_000, 500);
    await engine.workers(1);
    const wide = await engine.deploy(failing(width));
    const failed = async () => {
      await engine.workers(1);
      const run = await engine.startOne(wide);
      await engine.idle();
      // Nobody runs meanwhile what is re-driven.
      await engine.workers(0);
      await cluster.settle();
      return run;
    };
    const contenders = [
      {
        name: redriven,
        measure: async () => {
          const run = await failed();
          const figures = await act(engine, "redrive_run", run);
          await engine.pool.query("select reflux.cancel_run($1)", [run]);
          return figures;
        },
      },
      {
        name: cancelled,
        measure: async () => {
          const run = await failed();
          await engine.pool.query("select count(*) from reflux.redrive_run($1)", [run]);
          await cluster.settle();
          return await act(engine, "cancel_run", run);
        },
      },
    ];
    const figures = await interleave(contenders, { rounds, report, warmUp: false });

    const rows = contenders.map(({ name }) => ({ name, cells: figures.get(name) ?? {} }));
    return [{ key: "people", title: `Acts on ${width.toLocaleString("en")} steps`, columns, rows }];
  },
};

/** A fan of steps that all fail for good, and a join that they block. */
function failing(width: number): FlowDocument {
  const { steps, edges } = fanOut(width);
  const fails = Object.keys(steps).map((key) => [
    key,
    { node: key.startsWith("f") ? "bench.fail" : "bench.noop" },
  ]);
  return { name: `fails-${width}`, steps: Object.fromEntries(fails), edges };
}

async function act({ pool }: Engine, name: string, run: string) {
  const count = async () => {
    const { rows } = await pool.query<{ jobs: number; changes: number }>(
      `select (select count(*)::int from graphile_worker._private_jobs) as jobs,
         (select count(*)::int from reflux.changes) as changes`,
    );
    return rows[0] ?? { jobs: Number.NaN, changes: Number.NaN };
  };
  const before = await count();
  const began = performance.now();
  await pool.query(`select count(*) from reflux.${name}($1)`, [run]);
  const seconds = (performance.now() - began) / 1_000;
  const after = await count();
  return { seconds, jobs: after.jobs - before.jobs, changes: after.changes - before.changes };
}
