import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { RefluxError } from "../errors.ts";

/** One transaction, begun again when it only lost a race. */
export async function transaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      // Names are written in full: what a file means must not depend on who runs it.
      await client.query("begin; set local search_path = pg_catalog, pg_temp");
      await work();
      await client.query("commit");
      return;
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      if (attempt === 10 || !isContention(error)) throw error;
      await delay(50 * attempt);
    }
  }
}

/** Two databases of one server that touch the same role, a deadlock, or a lock not got in time. */
function isContention(error: unknown): boolean {
  const cause = error instanceof RefluxError ? error.cause : error;
  if (!(cause instanceof pg.DatabaseError)) return false;
  return /^(40P01|55P03)$/.test(cause.code ?? "") || cause.message.startsWith("tuple concurrently");
}
