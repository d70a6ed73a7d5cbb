import type { Child } from "../lib/child.ts";
import type { Measured } from "../lib/engine.ts";
import { chain, fanOut } from "../lib/flows.ts";
import { type Contender, interleave } from "../lib/interleave.ts";
import { batchedRows, chainColumn, fanOutColumn, one, singleRows, two, wideColumn } from "../lib/names.ts";
import { type Peer, peers, runChain, runFanOut } from "../lib/peers.ts";
import { openRowLimits } from "../lib/row-limits.ts";
import type { Bench, Scenario } from "../lib/scenario.ts";

/** How many steps a second, beside the systems people know and beside what Postgres itself can take? */
export const throughput: Scenario = {
  name: "throughput",
  question: "How many no-op steps a second, side by side on one server?",
  run: async (bench) => {
    await using stack = new AsyncDisposableStack();
    const reflux = await refluxContenders(bench);
    const limits = await openRowLimits(bench.cluster, bench.size(1, 0.1));
    const known = peers();
    const running: Contender[] = [];
    for (const peer of known.filter(({ missing }) => missing === undefined)) {
      const child = stack.use(await peer.start(bench.cluster));
      running.push({ name: peer.name, measure: () => measurePeer(bench, peer, child) });
    }

    const contenders = [...reflux, ...limits, ...running];
    const figures = await interleave(contenders, { ...bench, warmUp: true });
    await bench.engine.workers(1);

    const notes = new Map(known.map(({ name, note }) => [name, note]));
    notes.set(one, "concurrency 100, started by one call");
    notes.set(singleRows, "insert, update, commit; server-side loop, 8 sessions");
    notes.set(batchedRows, "100 rows inserted, updated, one commit; server-side loop, 2 sessions");
    const measured = contenders.map(({ name }) => {
      const note = notes.get(name);
      return { name, ...(note === undefined ? {} : { note }), cells: figures.get(name) ?? {} };
    });
    const skipped = known.flatMap(({ name, missing }) =>
      missing === undefined ? [] : [{ name, skipped: missing, cells: {} }],
    );
    return [
      {
        key: "throughput",
        title: "Steps per second",
        columns: [chainColumn, fanOutColumn, wideColumn],
        rows: [...measured, ...skipped],
        chart: [chainColumn, fanOutColumn],
      },
      {
        key: "effort",
        title: "What a step costs the server, whatever the machine does beside it",
        columns: [chainColumn, fanOutColumn, wideColumn].flatMap(effortColumns),
        rows: measured.filter(({ name }) => reflux.some((known) => known.name === name)),
      },
    ];
  },
};

const effortColumns = (column: string): [cpu: string, wal: string] => [
  `${column}, CPU µs`,
  `${column}, WAL bytes`,
];

async function refluxContenders({ cluster, engine, size }: Bench): Promise<Contender[]> {
  await engine.workers(1);
  const line = await engine.deploy(chain(10));
  const fan = await engine.deploy(fanOut(100));
  const wide = await engine.deploy(fanOut(size(10_000, 2_000)));
  const contender = (name: string, workers: number): Contender => ({
    name,
    measure: async () => {
      await engine.workers(workers);
      // A process that has just started is not what is asked about.
      if (workers > 1) await engine.measure(line, 100);
      const sample = async (column: string, flow: typeof line, runs: number) => {
        await cluster.settle();
        const measured = await engine.measure(flow, runs);
        const { steps, cpuMs, walBytes } = measured;
        const [cpu, wal] = effortColumns(column);
        return { [column]: rate(measured), [cpu]: (cpuMs * 1_000) / steps, [wal]: walBytes / steps };
      };
      return {
        ...(await sample(chainColumn, line, size(1_000, 300))),
        ...(await sample(fanOutColumn, fan, size(100, 30))),
        ...(await sample(wideColumn, wide, 1)),
      };
    },
  });
  return [contender(one, 1), contender(two, 2)];
}

async function measurePeer(
  { cluster, size }: Bench,
  peer: Peer,
  child: Child,
): Promise<Record<string, number>> {
  const { share = 1 } = peer;
  await cluster.settle();
  const line = rate(await runChain(child, { runs: size(1_000, 50) * share, length: 10 }));
  if (!peer.shapes.includes("fanOut")) return { [chainColumn]: line };
  await cluster.settle();
  return {
    [chainColumn]: line,
    [fanOutColumn]: rate(await runFanOut(child, { runs: size(100, 5), width: 100 })),
  };
}

function rate({ steps, ms }: Measured): number {
  return (steps / ms) * 1_000;
}
