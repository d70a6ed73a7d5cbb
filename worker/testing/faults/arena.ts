import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { createPool } from "#db/client.ts";
import { layoutOf } from "#db/embedded/layout.ts";
import { eventually } from "#db/testing/eventually.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { patiently } from "../../engine/transient.ts";
import { type Bench, createBench } from "../bench.ts";
import { flow } from "../flows.ts";
import { faultNodes } from "./nodes.ts";
import { endSpawned, type SpawnOptions, spawnWorker, type WorkerProcess } from "./spawn.ts";

/**
 * A database under fire, and worker processes beside it. The arena's own calls are patient: what it was told is
 * started is started, however often Postgres goes away. It ends with what must hold after all faults.
 */
export type Arena = Omit<Bench, "startWorker" | "connect" | "logged" | "start"> & {
  readonly leaseMs: number;
  readonly spawn: (options?: Partial<SpawnOptions>) => Promise<WorkerProcess>;
  /** Starts a run under an idempotency key: once, however often that takes. */
  readonly start: (slug: string, key: string, input?: unknown) => Promise<string>;
  /** Waits until every run has ended. */
  readonly allEnded: (withinMs: number) => Promise<void>;
};

export async function withArena<T>(
  url: string,
  work: (arena: Arena) => Promise<T>,
  leaseMs = 2_000,
): Promise<T> {
  const pool = createPool({ connectionString: url, max: 4, applicationName: "reflux arena" });
  const rows = <Row extends object>(sql: string, ...values: unknown[]) =>
    patiently(async () => (await pool.query<Row>(sql, values)).rows);
  const unused = () => Promise.reject(new Error("an arena has worker processes only"));
  const bench = createBench({ url, pool, rows, logged: [], startWorker: unused, connect: unused });
  try {
    await rows("update reflux.settings set lease = $1 * interval '1 ms'", leaseMs);
    await prepareEffects(rows);
    await bench.announce([...builtinNodes, ...faultNodes]);
    const arena: Arena = {
      ...bench,
      leaseMs,
      spawn: (options) => spawnWorker({ url, ...options }),
      start: (slug, key, input = {}) => patiently(() => bench.start(slug, { key, input })),
      allEnded: (withinMs) =>
        eventually(
          "every run ends",
          async () => (await rows("select from reflux.runs where finished_at is null limit 1")).length === 0,
          { withinMs, everyMs: 100 },
        ).then(
          () => undefined,
          async (error: unknown) => {
            const left = await rows(OPEN_STEPS);
            throw new Error(`these are left: ${left.map((row) => JSON.stringify(row)).join("\n")}`, {
              cause: error,
            });
          },
        ),
    };
    const result = await work(arena);
    // Whoever is in the middle of something finishes it, and what is the sweeper's is swept.
    await endSpawned("SIGTERM");
    await rows("select reflux_private.sweep(0)");
    await checkPromises(pool);
    await checkEffects(rows);
    await checkLocks(rows, url);
    return result;
  } finally {
    await endSpawned("SIGKILL");
    await pool.end();
  }
}

type Rows = Bench["rows"];

/** What a run that does not end hangs on. */
const OPEN_STEPS = `select s.run_id, g.key, s.state, s.wait, s.wake_at, s.attempt, s.ready_at, s.started_at, clock_timestamp() as now,
    w.id as worker, w.lease_until, w.lost_at, w.stopped_at, (select count(*)::int from graphile_worker._private_jobs) as jobs
  from reflux.steps s join reflux.runs r on r.id = s.run_id join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = s.idx
  left join reflux.workers w on w.id = s.worker_id
  where r.finished_at is null and s.state in ('ready', 'running', 'sleeping') order by s.run_id, s.idx limit 10`;

/** What the exactly-once steps of the suite write. */
async function prepareEffects(rows: Rows): Promise<void> {
  await rows("create table if not exists public.effects (run text not null)");
  await rows("grant usage on schema public to reflux_query");
  await rows("grant select, insert on public.effects to reflux_query");
}

/** Everybody takes locks in one order (sql/README.md). */
async function checkLocks(rows: Rows, url: string): Promise<void> {
  const [row] = await rows<{ deadlocks: string }>(
    "select deadlocks from pg_stat_database where datname = current_database() and deadlocks > 0",
  );
  if (row) throw new Error(`${row.deadlocks} deadlock(s):\n${deadlocksIn(url)}`);
}

/** Between whom, by the log of a server of ours. */
function deadlocksIn(url: string): string {
  const socket = parseIntoClientConfig(url).host;
  if (!socket?.startsWith("/")) return "the server's log tells between whom";
  const lines = readFileSync(layoutOf(dirname(socket)).logFile, "utf8").split("\n");
  const first = lines.findIndex((line) => line.includes("deadlock detected"));
  return lines.slice(first, first + 80).join("\n");
}

/** I5: as many effects as attempts that succeeded, run by run: a step that was driven again has had its effect again. */
async function checkEffects(rows: Rows): Promise<void> {
  const broken = await rows<{ run: string; effects: number; attempts: number }>(
    `select run, sum(effects)::int as effects, sum(attempts)::int as attempts from (
       select run, 1 as effects, 0 as attempts from public.effects
       union all
       select a.run_id::text, 0, 1 from reflux.attempts a join reflux.runs r on r.id = a.run_id
       join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = a.idx join reflux.nodes n on n.id = g.node_id
       where n.name = 'postgres.query' and a.wait is null and a.outcome = 'succeeded') counted
     group by run having sum(effects) <> sum(attempts) order by run limit 20`,
  );
  if (broken.length > 0) throw new Error(`I5: effects are not exactly once: ${JSON.stringify(broken)}`);
}

/** A step whose effect can be counted. */
export const effect = {
  node: "postgres.query",
  config: { text: "insert into public.effects values ($1) returning run", values: ["{{ run.id }}"] },
};

/** A root, three slow steps, a join, an effect, an end: something of all that can be interrupted. */
export function mixedFlow(ms: number) {
  const slow = { node: "test.slow", config: { ms } };
  return flow({ root: {}, a: slow, b: slow, c: slow, join: {}, write: effect, end: {} }, [
    "root -> a",
    "root -> b",
    "root -> c",
    "a -> join",
    "b -> join",
    "c -> join",
    "join -> write",
    "write -> end",
  ]);
}

/** How long the steps of dead workers were not worked on, from the last sign of life to the next attempt. */
export async function recoveries(arena: Pick<Arena, "rows">): Promise<{ lost: number; longestMs: number }> {
  const [row] = await arena.rows<{ lost: number; longest: number | null }>(
    `select count(*)::int as lost, (max(extract(epoch from n.started_at - w.seen_at)) * 1000)::int as longest
     from reflux.attempts a join reflux.workers w on w.id = a.worker_id
     left join reflux.attempts n on n.run_id = a.run_id and n.idx = a.idx and n.scope = a.scope and n.attempt = a.attempt + 1 and n.wait is null
     where a.outcome = 'lost'`,
  );
  return { lost: row?.lost ?? 0, longestMs: row?.longest ?? 0 };
}

/** One more session, for what holds locks or listens. */
export async function session(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
