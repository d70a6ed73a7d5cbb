import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { createLedger } from "./ledger.ts";

/**
 * One process migrates at a time: it holds the one row of reflux_private.migrating, on a connection of its own, since
 * the work is many transactions. A row, not an advisory lock: those anybody can take who can connect. With the
 * connection the right to go on is lost, so `onLost` has to end the work.
 */
export async function exclusively<T>(
  config: pg.ClientConfig,
  { log, onLost }: { readonly log: (line: string) => void; readonly onLost: (error: Error) => void },
  work: () => Promise<T>,
): Promise<T> {
  // It may wait for long, and be idle for as long as the work takes.
  const guard = new pg.Client({
    ...config,
    application_name: "reflux migrate guard",
    statement_timeout: 0,
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    keepAlive: true,
  });
  guard.on("error", onLost);
  try {
    await guard.connect();
    await ledgerFor(guard);
    await guard.query("begin");
    const { rowCount } = await guard.query("select from reflux_private.migrating for update skip locked");
    if (rowCount === 0) {
      log("waiting for another process that migrates this database");
      await guard.query("select from reflux_private.migrating for update");
    }
    return await work();
  } finally {
    await guard.end();
  }
}

/** Two that make it at once: one of them is told that it is there, or of the other's rows. Then it looks again. */
async function ledgerFor(client: pg.Client): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await createLedger(client);
    } catch (error) {
      const isRace =
        error instanceof pg.DatabaseError && /^(23505|42P0[67]|42710|XX000|40P01)$/.test(error.code ?? "");
      if (attempt === 10 || !isRace) throw error;
      await delay(50 * attempt);
    }
  }
}
