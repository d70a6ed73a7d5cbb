import type { Engine, FlowDocument } from "../lib/engine.ts";
import { chain, fanOut } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import type { Scenario } from "../lib/scenario.ts";
import { percentile } from "../lib/statistics.ts";

export const deployed = "deploy of a graph that is new";
export const derived = "derive_graph, a step put in";
export const seconds = "s";
export const p95 = "p95 ms";

/** What does a large flow cost whoever deploys it, and a run that is changed while it runs? */
export const graphs: Scenario = {
  name: "graphs",
  question: "How long does it take to deploy 10,000 steps, and to derive a graph from one of 10,000?",
  run: async ({ engine, rounds, size, report }) => {
    const width = size(10_000, 500);
    const shapes = [
      { name: "chain", document: chain(width), ends: ["s10", "s11"] as const },
      { name: "fan-out", document: fanOut(width), ends: ["root", "join"] as const },
    ];
    await engine.workers(1);
    const contenders = shapes.flatMap(({ name, document, ends }) => [
      { name: `${deployed}: ${name}`, measure: async () => await deploy(engine, document) },
      { name: `${derived}: ${name}`, measure: async () => await derive(engine, document, ends) },
    ]);
    const figures = await interleave(contenders, { rounds, report, warmUp: false });

    const rows = contenders.map((contender) => ({
      name: contender.name,
      cells: figures.get(contender.name) ?? {},
    }));
    const title = `Graphs of ${width.toLocaleString("en")} steps`;
    return [{ key: "graphs", title, columns: [seconds, p95], rows }];
  },
};

let made = 0;

/** As nobody deployed it before: the same graph again is found, and not made. */
const fresh = (document: FlowDocument): FlowDocument => {
  made += 1;
  const [first = ""] = Object.keys(document.steps);
  return {
    ...document,
    steps: { ...document.steps, [first]: { node: "bench.noop", config: { bytes: made } } },
  };
};

async function deploy(engine: Engine, document: FlowDocument) {
  const began = performance.now();
  await engine.deploy(fresh(document));
  return { [seconds]: (performance.now() - began) / 1_000 };
}

async function derive(engine: Engine, document: FlowDocument, [from, to]: readonly [string, string]) {
  const { graph_id } = await engine.deploy(fresh(document));
  const took: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    const patch = [
      { op: "add_step", step: `added_${n}`, value: { node: "bench.noop" } },
      { op: "add_edge", edge: `${from} -> added_${n}` },
      { op: "add_edge", edge: `added_${n} -> ${to}` },
    ];
    const began = performance.now();
    await engine.pool.query("select reflux_private.derive_graph($1, $2)", [graph_id, JSON.stringify(patch)]);
    took.push(performance.now() - began);
  }
  return { [p95]: percentile(took, 95) };
}
