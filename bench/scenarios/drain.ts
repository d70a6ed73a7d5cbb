import { setTimeout as delay } from "node:timers/promises";
import type { Engine, Flow } from "../lib/engine.ts";
import { chain } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import { nanoseconds } from "../lib/nodes.ts";
import type { Bench, Scenario } from "../lib/scenario.ts";
import { decileRates } from "../lib/statistics.ts";

const columns = ["steps/s", "first decile/s", "last decile/s", "last ÷ first", "urgent run begins, ms"];

/** Does a long queue slow the engine down, and does an urgent run have to wait behind it? */
export const drain: Scenario = {
  name: "drain",
  question: "How does a long queue drain, and how soon does an urgent run begin in the middle of it?",
  run: async (bench) => {
    const queued = bench.size(100_000, 5_000);
    const { engine, cluster, report } = bench;
    await engine.workers(1);
    const single = await engine.deploy(chain(1));
    const urgent = await engine.deploy(chain(1, { node: "bench.clock" }));
    const name = `${queued.toLocaleString("en")} queued steps`;

    const measure = async () => {
      await engine.workers(0);
      await engine.idle();
      const before = await engine.newestRun();
      for (let started = 0; started < queued; started += 1_000) await engine.start(single, 1_000);
      await cluster.settle();
      await engine.workers(1);
      const urgentMs = await startUrgent(bench, urgent, before, queued / 2);
      await engine.idle();
      const deciles = decileRates(await completions(engine, single, before, queued));
      const [first = Number.NaN, last = Number.NaN] = [deciles[0], deciles[9]];
      return {
        "steps/s": harmonicMean(deciles),
        "first decile/s": first,
        "last decile/s": last,
        "last ÷ first": last / first,
        "urgent run begins, ms": urgentMs,
      };
    };
    const rounds = Math.min(bench.rounds, 3);
    const figures = await interleave([{ name, measure }], { rounds, report, warmUp: false });

    const rows = [
      { name, note: "runs of one step, all queued before the worker starts", cells: figures.get(name) ?? {} },
    ];
    return [{ key: "drain", title: "A long queue", columns, rows }];
  },
};

/** Waits until half of the queue is done, starts a run of higher priority, tells how long its node took to begin. */
async function startUrgent(
  { engine, cluster }: Bench,
  flow: Flow,
  before: string,
  after: number,
): Promise<number> {
  for (let done = 0; done < after; await delay(50)) {
    const { rows } = await cluster.watch.query<{ open: number }>(
      "select count(*)::int as open from reflux.runs where id > $1 and state in ('queued', 'running')",
      [before],
    );
    done = 2 * after - (rows[0]?.open ?? 0);
  }
  const at = nanoseconds();
  const run = await engine.startOne(flow, -100);
  for (;;) {
    const { rows } = await engine.pool.query<{ at: number }>(
      "select (output ->> 'at')::float8 as at from reflux.steps where run_id = $1 and state = 'succeeded'",
      [run],
    );
    if (rows[0]) return (rows[0].at - at) / 1e6;
    await delay(20);
  }
}

/** When each step ended, in seconds, by the database's clock. */
async function completions(
  { pool }: Engine,
  flow: Flow,
  before: string,
  expected: number,
): Promise<number[]> {
  const { rows } = await pool.query<{ at: number[] }>(
    `select array_agg(extract(epoch from s.finished_at)::float8) as at
     from reflux.steps s join reflux.runs r on r.id = s.run_id
     where r.id > $1 and r.flow_id = $2 and s.state = 'succeeded'`,
    [before, flow.flow_id],
  );
  const times = rows[0]?.at ?? [];
  if (times.length !== expected) throw new Error(`expected ${expected} steps, found ${times.length}`);
  return times;
}

/** Equal amounts of work at these rates take together what this rate takes. */
function harmonicMean(rates: readonly number[]): number {
  return rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
}
