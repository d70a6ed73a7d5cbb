import { createPool } from "#db/client.ts";
import type { Cluster } from "./cluster.ts";
import type { Contender } from "./interleave.ts";
import { batchedRows, chainColumn, singleRows } from "./names.ts";

/**
 * What the server itself can take: rows shaped like a step's are inserted and updated once, as a step is, in loops
 * inside the server, so that no client costs anything. The roof over every orchestrator on this Postgres.
 */
export async function openRowLimits(cluster: Cluster, scale: number): Promise<Contender[]> {
  const url = await cluster.createDatabase("bench_rows");
  const measure = async (sessions: number, commits: number, rows: number) => {
    const pool = createPool({ connectionString: url, max: sessions });
    try {
      await pool.query(table);
      await cluster.settle();
      const began = performance.now();
      await Promise.all(
        Array.from({ length: sessions }, (_, session) => pool.query(loop(session, commits, rows))),
      );
      return ((sessions * commits * rows) / (performance.now() - began)) * 1_000;
    } finally {
      await pool.end();
    }
  };
  const commits = (full: number) => Math.max(1, Math.round(full * scale));
  return [
    { name: singleRows, measure: async () => ({ [chainColumn]: await measure(8, commits(2_000), 1) }) },
    { name: batchedRows, measure: async () => ({ [chainColumn]: await measure(2, commits(500), 100) }) },
  ];
}

const table = `
  drop table if exists rows;
  create table rows (run_id bigint, idx int, scope text not null default '', state text not null, attempt int not null,
    worker_id bigint, ready_at timestamptz, started_at timestamptz, finished_at timestamptz, output jsonb,
    primary key (run_id, idx, scope)) with (fillfactor = 70)`;

function loop(session: number, commits: number, rows: number): string {
  return `do $$ begin
    for run in 1..${commits} loop
      insert into rows (run_id, idx, state, attempt, worker_id, ready_at, started_at)
      select ${session}::bigint * 1000000 + run, idx, 'running', 1, 1, clock_timestamp(), clock_timestamp() from generate_series(1, ${rows}) idx;
      update rows set state = 'succeeded', worker_id = null, output = 'null', finished_at = clock_timestamp()
      where run_id = ${session}::bigint * 1000000 + run;
      commit;
    end loop;
  end $$`;
}
