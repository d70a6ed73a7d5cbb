import { setTimeout as delay } from "node:timers/promises";
import { Logger, makeWorkerUtils, type WorkerUtils } from "graphile-worker";
import type { Child } from "../lib/child.ts";
import type { Engine, Flow } from "../lib/engine.ts";
import { chain } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import { addToStart, idleSuffix, loadSuffix, runStart, stepGap } from "../lib/names.ts";
import { nanoseconds } from "../lib/nodes.ts";
import { graphileWorker, runChain } from "../lib/peers.ts";
import type { Bench, Scenario } from "../lib/scenario.ts";
import { percentile } from "../lib/statistics.ts";

const columns = ["p50 ms", "p95 ms", "p99 ms"];

/**
 * How long from the call to the first node, and from one step to the next? Nodes note the moment they run, on the
 * clock all processes share. Beside it graphile-worker, added to and run in the same way, each at half of the load
 * it can carry itself.
 */
export const latency: Scenario = {
  name: "latency",
  question: "How soon does a run begin, and how soon does a step follow a step?",
  run: async (bench) => {
    await using stack = new AsyncDisposableStack();
    const { engine, cluster, size } = bench;
    await engine.workers(1);
    const clock = await engine.deploy(chain(10, { node: "bench.clock" }));
    const line = await engine.deploy(chain(10));
    const child = stack.use(await graphileWorker.start(cluster));
    const database = cluster.urlOf(graphileWorker.database);
    const utils = await makeWorkerUtils({
      connectionString: database,
      logger: new Logger(() => () => undefined),
    });
    stack.defer(() => utils.release());

    const probes = size(100, 25);
    const ours = await calibrate(size, (runs) => engine.measure(line, runs));
    const theirs = await calibrate(size, (runs) => runChain(child, { runs, length: 10 }));
    const reflux = (suffix: string, begin: () => () => Promise<void>) => ({
      name: suffix,
      measure: async () => {
        const end = begin();
        const figures = await probeEngine(engine, clock, probes);
        await end();
        return figures;
      },
    });
    const graphile = (suffix: string, begin: () => () => Promise<void>) => ({
      name: `${addToStart}${suffix}`,
      measure: async () => {
        const end = begin();
        const figures = spread(addToStart, await probeQueue(utils, child, probes));
        await end();
        return figures;
      },
    });
    const quiet = () => async () => undefined;

    const figures = await interleave(
      [
        reflux(idleSuffix, quiet),
        graphile(idleSuffix, quiet),
        reflux(loadSuffix, () =>
          background(
            ours,
            (runs) => engine.start(line, runs),
            () => engine.idle(),
          ),
        ),
        graphile(loadSuffix, () => background(theirs, (runs) => child.call("add", { runs, length: 10 }))),
      ],
      // What calibrates has warmed both up.
      { ...bench, warmUp: false },
    );

    const rowOf = (what: string, suffix: string) => {
      const cells = figures.get(what === addToStart ? `${addToStart}${suffix}` : suffix) ?? {};
      const own = columns.flatMap((column) => {
        const summary = cells[`${what} ${column}`];
        return summary ? [[column, summary] as const] : [];
      });
      return { name: what + suffix, cells: Object.fromEntries(own) };
    };
    const rows = [idleSuffix, loadSuffix].flatMap((suffix) =>
      [runStart, stepGap, addToStart].map((what) => rowOf(what, suffix)),
    );
    return [{ key: "latency", title: "Milliseconds until a node runs", columns, rows, chart: ["p50 ms"] }];
  },
};

/** Runs a second that are half of what the system can do now. */
async function calibrate(
  size: Bench["size"],
  measure: (runs: number) => Promise<{ ms: number }>,
): Promise<number> {
  const runs = size(500, 100);
  await measure(runs);
  const { ms } = await measure(runs);
  return (runs / ms) * 500;
}

/** Starts so many runs a second until told to stop, and then waits for the last of them. */
function background(
  perSecond: number,
  start: (runs: number) => Promise<unknown>,
  settled: () => Promise<void> = () => delay(500),
): () => Promise<void> {
  const stop = new AbortController();
  const drive = async () => {
    const began = performance.now();
    let started = 0;
    while (!stop.signal.aborted) {
      const due = Math.floor(((performance.now() - began) / 1_000) * perSecond) - started;
      if (due > 0) await start(due);
      started += Math.max(due, 0);
      await delay(20);
    }
    await settled();
  };
  const driving = drive();
  return async () => {
    stop.abort();
    await driving;
  };
}

async function probeEngine(engine: Engine, flow: Flow, probes: number): Promise<Record<string, number>> {
  const began = new Map<string, number>();
  for (let probe = 0; probe < probes; probe += 1) {
    const at = nanoseconds();
    began.set(await engine.startOne(flow), at);
    await pause();
  }
  await engine.idle();
  const { rows } = await engine.pool.query<{ run: string; at: number[] }>(
    `select run_id as run, array_agg((output ->> 'at')::float8 order by idx) as at
     from reflux.steps where run_id = any ($1::bigint[]) group by run_id`,
    [[...began.keys()]],
  );
  const starts: number[] = [];
  const gaps: number[] = [];
  for (const { run, at } of rows) {
    const times = at.toSorted((a, b) => a - b);
    times.forEach((time, index) => {
      const before = index === 0 ? began.get(run) : times[index - 1];
      (index === 0 ? starts : gaps).push((time - (before ?? Number.NaN)) / 1e6);
    });
  }
  if (starts.length !== probes) throw new Error(`${starts.length} of ${probes} runs were found`);
  return { ...spread(runStart, starts), ...spread(stepGap, gaps) };
}

async function probeQueue(utils: WorkerUtils, child: Child, probes: number): Promise<number[]> {
  const began: number[] = [];
  for (let id = 0; id < probes; id += 1) {
    began.push(nanoseconds());
    await utils.addJob("probe", { id });
    await pause();
  }
  const seen: { id: number; at: number }[] = [];
  for (let waited = 0; seen.length < probes; waited += 1) {
    if (waited === 600) throw new Error(`${seen.length} of ${probes} probes were found`);
    seen.push(...(await child.call<typeof seen>("probes")));
    await delay(50);
  }
  return seen.map(({ id, at }) => (at - (began[id] ?? Number.NaN)) / 1e6);
}

/** Long enough for a run of ten steps to end, and never in step with anything that polls. */
async function pause(): Promise<void> {
  await delay(30 + Math.random() * 20);
}

function spread(what: string, values: readonly number[]): Record<string, number> {
  return {
    [`${what} p50 ms`]: percentile(values, 50),
    [`${what} p95 ms`]: percentile(values, 95),
    [`${what} p99 ms`]: percentile(values, 99),
  };
}
