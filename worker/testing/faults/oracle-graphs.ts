import { setTimeout as delay } from "node:timers/promises";
import { documentOf, type Graph, graphBy } from "../oracle/graph.ts";
import { differences } from "../oracle/interpret.ts";
import { readRuns } from "../oracle/read-runs.ts";
import { pick, type Random, randomOf } from "../random.ts";
import type { Arena } from "./arena.ts";

/**
 * Graphs by chance, workers that die by chance, people who meddle by chance; and an oracle that says of every step of
 * every run what it must have come to, without knowing how the engine does it. Throws where they differ.
 */
export async function oracleGraphs(
  arena: Arena,
  scale: { graphs: number; runsEach: number; kills: number; seed: number },
) {
  const random = randomOf(scale.seed);
  const graphs = new Map<string, Graph>();
  let workers = [await arena.spawn(), await arena.spawn()];
  for (let index = 0; index < scale.graphs; index += 1) {
    const flow = `graph-${index}`;
    const graph = graphBy(random);
    graphs.set(flow, graph);
    await arena.deploy(flow, documentOf(graph));
    const runs: string[] = [];
    for (let run = 0; run < scale.runsEach; run += 1)
      runs.push(await arena.start(flow, `${run}`, { n: run, of: flow }));
    await delay(random() * 60);
    for (const run of runs) await meddle(arena, random, run, graph);
    if (random() < scale.kills / scale.graphs) {
      const [victim, ...others] = workers;
      victim?.signal("SIGKILL");
      workers = [...others, await arena.spawn()];
    }
  }
  await arena.allEnded(60_000 + 100 * scale.graphs * scale.runsEach);

  const wrong: string[] = [];
  let compared = 0;
  for (const [flow, graph] of graphs) {
    for (const run of await readRuns(arena, flow)) {
      compared += 1;
      const found = differences(graph, run);
      if (found.length > 0)
        wrong.push(`run ${run.id} of ${JSON.stringify(documentOf(graph))}:\n  ${found.join("\n  ")}`);
    }
  }
  if (wrong.length > 0)
    throw new Error(
      `${wrong.length} of ${compared} runs are not what they must be (seed ${scale.seed}):\n${wrong.slice(0, 5).join("\n")}`,
    );
  return { graphs: scale.graphs, runs: scale.graphs * scale.runsEach, compared };
}

const ACTS = {
  cancel: "select reflux.cancel_run($1, 'by chance')",
  redrive: "select reflux.redrive_step($1, $2)",
  quiet: "select reflux.redrive_step($1, $2, downstream => false)",
  "redrive all": "select reflux.redrive_run($1)",
  pause: "select reflux.pause_run($1)",
} as const;

/** What a person does, in order. What the engine refuses is no accident: people try things. */
async function meddle(arena: Arena, random: Random, run: string, { steps }: Graph): Promise<void> {
  while (random() < 0.6) {
    const act = pick(random, [
      "redrive",
      "redrive",
      "quiet",
      "quiet",
      "redrive all",
      "pause",
      "cancel",
    ] as const);
    const { key } = pick(random, steps);
    const values = ACTS[act].includes("$2") ? [run, key] : [run];
    const isolation = pick(random, [
      "read committed",
      "read committed",
      "repeatable read",
      "serializable",
    ] as const);
    await refusable(inTransactionOf(arena, isolation, ACTS[act], values));
    if (act === "pause") await refusable(arena.rows("select reflux.resume_run($1)", run));
    if (random() < 0.5) await delay(random() * 20);
  }
}

/** People have databases that default to anything. Who reads an old snapshot may be told to try again, and does not here. */
async function inTransactionOf(
  { pool }: Arena,
  isolation: string,
  sql: string,
  values: readonly string[],
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`begin isolation level ${isolation}`);
    await client.query(sql, [...values]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    if (!(error instanceof Error && "code" in error && error.code === "40001")) throw error;
  } finally {
    client.release();
  }
}

async function refusable(act: Promise<unknown>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && /^RF[SN]/.test(String(error.code)))) throw error;
  });
}
