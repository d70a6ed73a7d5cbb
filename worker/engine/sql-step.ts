import type { Client, Pool, PoolClient } from "pg";
import { isUnreachable } from "#db/errors.ts";
import { classify, collect } from "#nodes/postgres.query/query-remote.ts";
import type { SqlStatement } from "./attempt.ts";
import type { OutcomeRow } from "./calls.ts";
import type { Completion } from "./completer.ts";
import { failureOf } from "./failure.ts";
import type { Lease } from "./lease.ts";

/**
 * Runs an author's statement in the very transaction that completes its step (I5): both happen, or neither. The
 * connection is the restricted login's, so the statement may do what was granted to reflux_query and nothing else;
 * the worker's secret, which it cannot read, lets the engine complete the step on the same connection.
 */
export type SqlStepParts = {
  readonly pool: Pool;
  readonly worker: () => { readonly id: string; readonly secret: string };
  /** For outcomes without a statement: the author's one failed. */
  readonly complete: (row: OutcomeRow) => Promise<Completion>;
};

export function createSqlSteps({ pool, worker, complete }: SqlStepParts) {
  return async (row: OutcomeRow, sql: SqlStatement, abort: AbortSignal): Promise<Completion> => {
    let client: PoolClient | undefined;
    let broken: Error | undefined;
    try {
      client = await pool.connect();
      await client.query("begin");
      const output = await author(client, sql, abort);
      const { id, secret } = worker();
      const { rows } = await client.query<Lease>({
        name: "reflux:complete_own",
        text: "select * from reflux_private.complete_own_step($1, $2, $3)",
        values: [id, secret, JSON.stringify({ ...row, kind: "ok", output })],
      });
      await client.query("commit");
      return { verdict: "recorded", next: rows[0] };
    } catch (error) {
      await client?.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      if (isRefused(error)) return { verdict: "refused" };
      const { output: _, ...place } = { output: undefined, ...row };
      // A step whose commit was in doubt is still held or already recorded: recording the error tells which.
      return complete({ ...place, kind: "error", error: failureOf(error) });
    } finally {
      // The author's statement may have left settings or locks behind in the session.
      if (client && !broken) await client.query("discard all").catch((failure: Error) => (broken = failure));
      client?.release(broken);
    }
  };
}

async function author(client: PoolClient, sql: SqlStatement, abort: AbortSignal): Promise<unknown[]> {
  // What a pool hands out is a Client; its type leaves the connection out. Hanging up ends the statement and undoes it.
  const hangUp = () => (client as unknown as Client).connection.stream.destroy();
  abort.addEventListener("abort", hangUp, { once: true });
  try {
    const { text, values, rowLimit, timeoutMs } = sql;
    await client.query(`set local timezone = 'UTC'; set local statement_timeout = ${Math.ceil(timeoutMs)}`);
    try {
      return await collect(client, { text, values, rowLimit, timeoutMs });
    } catch (error) {
      throw isUnreachable(error) ? error : classify(error);
    }
  } finally {
    abort.removeEventListener("abort", hangUp);
  }
}

/** RFT02: no longer ours. RFC01: somebody holds the run; the step's error is retried by its policy. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "RFT02";
}
