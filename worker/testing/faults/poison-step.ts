import { flow } from "../flows.ts";
import { type Arena, mixedFlow } from "./arena.ts";

/** Steps that take their process along, among many that do not; whenever a worker dies, another one is started. */
export async function poisonSteps(arena: Arena, scale: { poisons: number; runs: number }) {
  await arena.rows("update reflux.settings set losses_before_failure = 3");
  await arena.deploy("poison", flow({ only: { node: "test.poison" } }));
  await arena.deploy("fine", mixedFlow(100));
  for (let index = 0; index < scale.poisons; index += 1) await arena.start("poison", `poison-${index}`);
  for (let index = 0; index < scale.runs; index += 1) await arena.start("fine", `fine-${index}`);

  const ended = arena.allEnded(60_000 + 30_000 * scale.poisons + 100 * scale.runs);
  let over = false;
  const noteEnd = ended.finally(() => {
    over = true;
  });
  let deaths = -1;
  while (!over) {
    deaths += 1;
    // A step may take it along before it could say that it is there.
    const worker = await arena.spawn({ concurrency: 4 }).catch(died);
    if (worker) await Promise.race([worker.exited, noteEnd]);
  }
  await ended;

  const states = await arena.rows<{ flow: string; state: string; runs: number; codes: string[] }>(
    `select f.slug as flow, r.state, count(*)::int as runs, array_remove(array_agg(distinct s.error ->> 'code'), null) as codes
     from reflux.runs r join reflux.flows f on f.id = r.flow_id left join reflux.steps s on s.run_id = r.id and s.state = 'failed'
     group by 1, 2 order by 1, 2`,
  );
  return { ...scale, deaths, states };
}

function died(error: unknown): undefined {
  if (!(error instanceof Error && error.message.includes("before it was ready"))) throw error;
}
