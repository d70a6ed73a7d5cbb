import { flow } from "../flows.ts";
import { type Arena, mixedFlow } from "./arena.ts";

const HOUR_MS = 3_600_000;

/** Two workers whose clocks are an hour off, one each way. Whatever is a time is the database's all the same. */
export async function wrongClocks(arena: Arena, scale: { runs: number }) {
  await Promise.all([arena.spawn({ clockShiftMs: HOUR_MS }), arena.spawn({ clockShiftMs: -HOUR_MS })]);
  await arena.deploy("mixed", mixedFlow(40));
  await arena.deploy(
    "nap",
    flow({
      nap: { node: "wait", config: { duration: "1s" } },
      ask: { node: "wait", config: { signal: true, timeout: "500ms" } },
    }),
  );
  await arena.deploy("tick", flow({ tick: { node: "schedule.cron", config: { cron: "* * * * * *" } } }));
  for (let index = 0; index < scale.runs; index += 1) {
    await arena.start("mixed", `mixed-${index}`);
    await arena.start("nap", `nap-${index}`);
  }
  await arena.rows("select pg_sleep(2)");
  await arena.rows("select reflux.archive_flow('tick')");
  await arena.allEnded(60_000 + 50 * scale.runs);

  const [naps] = await arena.rows<{ shortest: number; longest: number }>(
    `select (min(ms))::int as shortest, (max(ms))::int as longest from (
       select extract(epoch from s.finished_at - a.started_at) * 1000 as ms from reflux.steps s
       join reflux.runs r on r.id = s.run_id join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
       join reflux.attempts a on a.run_id = s.run_id and a.idx = s.idx and a.wait is null where g.key = 'nap') n`,
  );
  const [fired] = await arena.rows<{ n: number }>(
    "select count(*)::int as n from reflux.runs where trigger_step = 'tick'",
  );
  const lost = await arena.rows("select from reflux.workers where lost_at is not null");
  return { ...scale, ...naps, fired: fired?.n ?? 0, lostLeases: lost.length };
}
