import { setTimeout as delay } from "node:timers/promises";
import { type ClientBase, escapeIdentifier, type Pool, type PoolClient } from "pg";
import { isUnreachable } from "#db/errors.ts";
import { type Collected, classify, collect, reasonOf } from "#nodes/postgres.query/query-remote.ts";
import { requireSingleStatement } from "#nodes/postgres.query/single-statement.ts";
import { BoundedClient, MAX_WIRE_BYTES } from "#nodes/postgres.query/wire.ts";
import { NodeError } from "#nodes/sdk/index.ts";
import type { SqlStatement } from "./attempt.ts";
import { callOf, type OutcomeRow, placeOf } from "./calls.ts";
import type { Completion } from "./completer.ts";
import { failureOf } from "./failure.ts";
import type { Lease, StepError } from "./lease.ts";
import { isTransient, pauseMs } from "./transient.ts";

/**
 * Runs an author's statement in the very transaction that completes its step (I5): both happen, or neither. The
 * connection is the restricted login's, so the statement may do what was granted to reflux_query and nothing else;
 * the worker's secret, which it cannot read, lets the engine complete the step on the same connection.
 *
 * When the database is away, or a person holds the run, all of it is done again: if the first time was committed after
 * all, the second is refused, and undone with that.
 */
export type SqlStepParts = {
  readonly pool: Pool;
  readonly worker: () => { readonly id: string; readonly secret: string };
  /** The role that statements of a run act as. */
  readonly roleFor: (run: string) => Promise<string>;
  /** For outcomes without a statement: the author's one failed. */
  readonly complete: (row: OutcomeRow) => Promise<Completion>;
  readonly onUncertain: () => void;
};

/** For so long a step is tried again beyond its own time, while the database answers; then that is its failure. */
const PATIENCE_MS = 60_000;

export function createSqlSteps({ pool, worker, roleFor, complete, onUncertain }: SqlStepParts) {
  const attempt = async (rowFor: (output: unknown) => OutcomeRow, sql: SqlStatement, abort: AbortSignal) => {
    // Once more: the statement may be of a node that is not ours.
    await requireSingleStatement(sql.text);
    const began = performance.now();
    const role = await roleFor(rowFor(null).run_id);
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      if (!(client instanceof BoundedClient)) throw new TypeError("a query pool comes from createQueryPool");
      const transaction = await beginFor(client, sql.timeoutMs);
      // A login of this database alone is a member of what it stands for.
      if (role !== client.user) await become(client, role);
      const { rows: found, command, count } = await author(client, sql, abort, role);
      sql.tell({ command, rows: count, ms: Math.round(performance.now() - began) });
      const row = rowFor(sql.redact(found));
      await requireSame(client, transaction);
      const { id, secret } = worker();
      // Not prepared by name: what `discard all` forgets the driver would take for known.
      const [text, values] = ownStep(id, secret, row);
      const { rows } = await client.query<Lease>(text, values);
      await commit(client);
      return { completion: { verdict: "recorded", next: rows[0] }, row } as const;
    } catch (error) {
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      // The author's statement may have left settings or locks behind in the session.
      if (!broken) await client.query("discard all").catch((failure: Error) => (broken = failure));
      client.release(broken);
    }
  };

  return async (rowFor: (output: unknown) => OutcomeRow, sql: SqlStatement, abort: AbortSignal) => {
    const deadline = performance.now() + sql.timeoutMs + PATIENCE_MS;
    const row = rowFor(null);
    for (let failures = 0; ; failures += 1) {
      try {
        return await attempt(rowFor, sql, abort);
      } catch (error) {
        const refused = { completion: { verdict: "refused" }, row } as const;
        if (abort.aborted) return refused;
        if (codeOf(error) === "RFT02") {
          // If a reply was lost before, it was the engine's word that the step is done.
          if (failures > 0) onUncertain();
          return refused;
        }
        const passes = isTransient(error) || codeOf(error) === "RFC01";
        // A database that is away is nobody's failure: until it is back, or the step is somebody else's, it is tried again.
        if (!passes || (performance.now() > deadline && !isUnreachable(error))) {
          sql.tell({ error: reasonOf(error) });
          const failed: OutcomeRow = {
            ...placeOf(rowFor(null)),
            kind: "error",
            error: struck(failureOf(error), sql),
          };
          const completion = await complete(failed);
          if (failures > 0 && completion.verdict === "refused") onUncertain();
          return { completion, row: failed };
        }
        await delay(pauseMs(failures + 1));
      }
    }
  };
}

/** The author's statement acts as a role of its own, that the login is a member of. */
async function become(client: PoolClient, role: string): Promise<void> {
  try {
    await client.query(`set local role ${escapeIdentifier(role)}`);
  } catch (error) {
    throw isUnreachable(error) ? error : classify(error);
  }
}

/**
 * Opens the transaction and says which it is. How a text is read depends on a setting: the server reads the author's
 * as our grammar did.
 */
export async function beginFor(client: ClientBase, timeoutMs: number): Promise<string> {
  const settings = `set local timezone = 'UTC'; set local standard_conforming_strings = on;
    set local statement_timeout = ${Math.ceil(timeoutMs)}`;
  return transactionIn(await client.query(`begin; ${settings}; ${WHICH}`));
}

/**
 * The last word before the step is completed, whatever was read into the statement: a transaction that is not the
 * one we began holds no effect of the author's, and completes nothing. The author's role, limits and settings, whichever
 * they are, end here.
 */
export async function requireSame(client: ClientBase, transaction: string): Promise<void> {
  const ours = "set local statement_timeout = '30s'; set local lock_timeout = 0";
  const now = transactionIn(await client.query(`${WHICH}; reset role; reset all; ${ours}`));
  if (client.getTransactionStatus() === "T" && now === transaction) return;
  throw new NodeError("RFV10", "the statement ended the transaction of its step", {
    hint: "Its effect may have been kept without the step. Tell who runs REFLUX: this must not be possible.",
  });
}

const WHICH = "select pg_catalog.pg_current_xact_id()::pg_catalog.text as transaction";

/** The driver gives a result for each statement; one of them is ours. */
function transactionIn(results: unknown): string {
  const rows = (Array.isArray(results) ? results : [results]).flatMap(({ rows: found }) => found);
  return String(rows[0]?.transaction);
}

async function author(
  client: BoundedClient,
  sql: SqlStatement,
  abort: AbortSignal,
  role: string,
): Promise<Collected> {
  // Hanging up ends the statement and undoes it.
  const hangUp = () => client.connection.stream.destroy();
  abort.addEventListener("abort", hangUp, { once: true });
  try {
    const { text, values, rowLimit, timeoutMs } = sql;
    client.limit = MAX_WIRE_BYTES;
    return await collect(client, { text, values, rowLimit, timeoutMs });
  } catch (error) {
    throw isUnreachable(error) ? error : classify(error, role);
  } finally {
    client.limit = Number.POSITIVE_INFINITY;
    abort.removeEventListener("abort", hangUp);
  }
}

/** An error quotes the row it is about. */
function struck(error: StepError, { redact }: SqlStatement): StepError {
  return { ...redact(error), code: error.code, retry: error.retry };
}

/** A deferred constraint of the author's tables speaks up here. */
async function commit(client: PoolClient): Promise<void> {
  try {
    await client.query("commit");
  } catch (error) {
    throw isTransient(error) ? error : classify(error);
  }
}

function ownStep(worker: string, secret: string, row: OutcomeRow): [text: string, values: unknown[]] {
  const { run_id, idx, scope, attempt, kind, artifact, text, evidence, follows, next, usage } = row;
  const given = {
    worker,
    secret,
    run_id,
    idx,
    scope,
    attempt,
    kind,
    ...(artifact === undefined ? { output: text } : { artifact, body: text }),
    evidence: evidence && JSON.stringify(evidence),
    follows,
    next,
    usage: usage && JSON.stringify(usage),
  };
  return [callOf("reflux_author.complete_own_step", Object.keys(given)), Object.values(given)];
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
