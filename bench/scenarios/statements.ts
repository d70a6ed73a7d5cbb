import { setTimeout as delay } from "node:timers/promises";
import { startChild } from "../lib/child.ts";
import { chain, fanOut } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import type { Bench, Scenario } from "../lib/scenario.ts";

const columns = ["statements", "writing commits"];
export const underLoad = "per step, chains of 10 under load";
export const underLoadFan = "per step, fan-outs of 100 under load";
export const alone = "per step, one chain at a time";
export const nothing = "per second, server and worker idle";

/** What does a step cost the database, and what does doing nothing cost? Counted by Postgres, not by us. */
export const statements: Scenario = {
  name: "statements",
  question:
    "How many statements and commits does a step take, and how many a second does an idle system send?",
  run: async (bench) => {
    const { cluster, engine, size, rounds, report } = bench;
    await engine.workers(1);
    const line = await engine.deploy(chain(10));
    const fan = await engine.deploy(fanOut(100));
    await using _server = await startChild("lib/server-process.ts", {
      BENCH_URL: cluster.url,
      REFLUX_HOME: cluster.home,
    });
    await cluster.countStatements(true);
    const perStep = (work: () => Promise<number>) => async () => {
      const { done, counted } = await count(bench, work);
      return { statements: counted.statements / done, "writing commits": counted.commits / done };
    };
    const contenders = [
      { name: underLoad, measure: perStep(async () => (await engine.measure(line, size(1_000, 200))).steps) },
      { name: underLoadFan, measure: perStep(async () => (await engine.measure(fan, size(100, 20))).steps) },
      {
        name: alone,
        measure: perStep(async () => {
          const runs = size(50, 15);
          for (let run = 0; run < runs; run += 1) {
            await engine.startOne(line);
            await delay(60);
          }
          await engine.idle();
          return runs * line.steps;
        }),
      },
      {
        name: nothing,
        measure: perStep(async () => {
          const seconds = size(15, 3);
          await delay(seconds * 1_000);
          return seconds;
        }),
      },
    ];
    const figures = await interleave(contenders, { rounds, report, warmUp: false });
    await cluster.countStatements(false);

    const rows = contenders.map(({ name }) => ({ name, cells: figures.get(name) ?? {} }));
    return [{ key: "statements", title: "Statements and commits, by Postgres' own counters", columns, rows }];
  },
};

type Counters = { readonly statements: number; readonly commits: number };

/**
 * Statements at top level, as pg_stat_statements counts them, without those of the bench. Commits by the transaction
 * ids that were given out: exact at any moment, where pg_stat_database lags up to ten seconds behind; a transaction
 * that only reads has none, and flushes no log either.
 */
async function count(
  { cluster }: Bench,
  work: () => Promise<number>,
): Promise<{ done: number; counted: Counters }> {
  const read = async (): Promise<Counters> => {
    const { rows } = await cluster.watch.query<Counters>(
      `select coalesce(sum(calls), 0)::int as statements, pg_snapshot_xmax(pg_current_snapshot())::text::float8 as commits
       from pg_stat_statements
       where userid <> current_user::regrole and dbid = (select oid from pg_database where datname = current_database())`,
    );
    return rows[0] ?? { statements: 0, commits: 0 };
  };
  const before = await read();
  const done = await work();
  const after = await read();
  if (after.statements === before.statements) throw new Error("Postgres counted no statement at all");
  return {
    done,
    counted: {
      statements: after.statements - before.statements,
      commits: after.commits - before.commits,
    },
  };
}
