import { setTimeout as delay } from "node:timers/promises";
import { flow } from "../flows.ts";
import { pick, type Random, randomOf } from "../random.ts";
import { type Arena, effect } from "./arena.ts";

/** Graphs by chance, whose steps fail by chance, on workers that die by chance, with people who meddle by chance. */
export async function randomGraphs(
  arena: Arena,
  scale: { graphs: number; runsEach: number; kills: number; seed: number },
) {
  const random = randomOf(scale.seed);
  let workers = [await arena.spawn(), await arena.spawn()];
  for (let graph = 0; graph < scale.graphs; graph += 1) {
    await arena.deploy(`graph-${graph}`, graphBy(random, scale.seed));
    for (let run = 0; run < scale.runsEach; run += 1) {
      const id = await arena.start(`graph-${graph}`, `${graph}-${run}`, { n: run });
      await meddle(arena, random, id);
    }
    if (random() < scale.kills / scale.graphs) {
      const [victim, ...others] = workers;
      victim?.signal("SIGKILL");
      workers = [...others, await arena.spawn()];
    }
    await delay(random() * 20);
  }
  await arena.allEnded(60_000 + 200 * scale.graphs * scale.runsEach);
  return {
    graphs: scale.graphs,
    runs: scale.graphs * scale.runsEach,
    states: await arena.rows<{ state: string; runs: number }>(
      "select state, count(*)::int as runs from reflux.runs group by state order by 1",
    ),
  };
}

/** Edges lead from earlier steps to later ones, so there is no cycle; every step but the first has one. */
function graphBy(random: Random, seed: number) {
  const size = 2 + Math.floor(random() * 10);
  const keys = Array.from({ length: size }, (_, index) => `s${index}`);
  const edges: string[] = [];
  const withErrorEdge = new Set<string>();
  const joins = new Set<string>();
  for (const [index, key] of keys.entries()) {
    const earlier = keys.slice(0, index);
    const sources = new Set(earlier.filter(() => random() < 1.5 / (index + 1)));
    if (index > 0 && sources.size === 0) sources.add(pick(random, earlier));
    if (sources.size > 1) joins.add(key);
    for (const source of sources) {
      const byError = random() < 0.15;
      if (byError) withErrorEdge.add(source);
      edges.push(`${source}${byError ? ".error" : ""} -> ${key}`);
    }
  }
  const steps = keys.map((key) => {
    const join = joins.has(key) && random() < 0.2 ? { join: "any" } : {};
    const limit = 1 + Math.floor(random() * 3);
    const slot =
      random() < 0.15 ? { concurrency: { key: pick(random, ["all", "{{ run.flow }}"]), limit } } : {};
    return [key, { ...stepBy(random, seed, withErrorEdge.has(key)), ...join, ...slot }] as const;
  });
  return flow(Object.fromEntries(steps), edges);
}

function stepBy(random: Random, seed: number, hasErrorEdge: boolean) {
  const chance = { node: "test.chance", config: { seed: `${seed}` } };
  const retry = { max: Math.floor(random() * 3), initial: "10ms" };
  if (hasErrorEdge) return { ...chance, retry, on_error: "edge" };
  if (random() < 0.1) return effect;
  if (random() < 0.1) return { node: "wait", config: { duration: `${Math.floor(random() * 50)}ms` } };
  return random() < 0.2 ? { ...chance, retry, on_error: pick(random, ["fail", "continue"]) } : chance;
}

async function meddle(arena: Arena, random: Random, run: string): Promise<void> {
  const act = pick(random, ["", "", "", "", "cancel", "pause", "redrive"]);
  const tried = (sql: string) => arena.rows(sql, run).catch(() => undefined);
  if (act === "cancel") await tried("select reflux.cancel_run($1, 'by chance')");
  if (act === "redrive") await tried("select reflux.redrive_step($1, 's0')");
  if (act === "pause") {
    await tried("select reflux.pause_run($1)");
    await tried("select reflux.resume_run($1)");
  }
}
