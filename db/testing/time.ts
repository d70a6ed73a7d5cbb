import type { Pool } from "pg";

/**
 * Time passes in this database alone, at once: whatever the engine waits for has come, and nobody has slept. Whoever
 * lives goes on living, the jobs of the queue come nearer by as much, and those who sleep till something comes due look
 * again.
 */
export async function advanceTime(pool: Pool, span: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ ahead: string }>(
      "select (round(extract(epoch from reflux_private.clock() - clock_timestamp() + $1::interval)) || ' s') as ahead",
      [span],
    );
    await client.query(
      "create or replace function reflux_private.clock() returns timestamptz language sql volatile parallel safe " +
        `as $$ select pg_catalog.clock_timestamp() + interval '${rows[0]?.ahead}' $$`,
    );
    await client.query(
      "update reflux.workers set lease_until = lease_until + $1::interval, seen_at = seen_at + $1, heard_at = heard_at + $1",
      [span],
    );
    await client.query("update graphile_worker._private_jobs set run_at = run_at - $1::interval", [span]);
    await client.query(
      "select pg_notify('jobs:insert', '{\"count\": 1}'), pg_notify('reflux_control', '{\"flow\": 0}')",
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
