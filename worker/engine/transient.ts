import { setTimeout as delay } from "node:timers/promises";
import { isUnreachable, toRefluxError } from "#db/errors.ts";

/** Conflicts, deadlocks, cancelled statements; a server short of something, with a failing disk, or now a replica. */
const PASSING = /^(40001|40P01|55P03|57014|25006|53...|58...)$/;

/** The schema changed under a prepared statement: the pool drops the connection, and the next one prepares anew. */
const CHANGED_SCHEMA = /^(cached plan must not change result type|cache lookup failed for)/;

/** A function of the engine calls another that a migration has dropped, and whose next form comes in a moment. */
const isBetweenSchemas = (error: Error) =>
  "code" in error &&
  error.code === "42883" &&
  error.message.startsWith("function reflux_private.") &&
  "where" in error &&
  /^PL\/pgSQL function reflux(_private)?\./.test(String(error.where));

/** Whether the same call may succeed later: the connection failed, or it lost a race, or ran into its deadline. */
export function isTransient(error: unknown): boolean {
  if (isUnreachable(error)) return true;
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string")
    return PASSING.test(error.code) || CHANGED_SCHEMA.test(error.message) || isBetweenSchemas(error);
  // The driver's word for an answer that did not come within `query_timeout`.
  return error.message === "Query read timeout";
}

const LONGEST_PAUSE_MS = 1_000;

/** How long to wait before the next try of something that failed `failures` times. */
export function pauseMs(failures: number): number {
  return Math.min(25 * 2 ** failures, LONGEST_PAUSE_MS);
}

/** Asks again while the database is away, for so long; then it is an error of the registry. For calls that may be made twice. */
export async function patiently<T>(call: () => Promise<T>, forMs = 60_000): Promise<T> {
  const deadline = performance.now() + forMs;
  for (let failures = 1; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || performance.now() > deadline) throw toRefluxError(error);
      await delay(pauseMs(failures));
    }
  }
}
