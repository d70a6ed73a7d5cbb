import pg from "pg";
import { RefluxError } from "./errors.ts";
import { connectionTo } from "./session-settings.ts";

/**
 * Throws RFI02 where connections are not sessions of their own: a pooler that hands a server connection to whoever has a
 * transaction (pgbouncer's `pool_mode = transaction`) gives LISTEN, settings and prepared statements of one client to
 * another. Seen from what no pooler can hide: two clients that are connected at once have one backend, or one client two.
 */
export async function assertOwnSessions(connectionString: string): Promise<void> {
  const clients = [0, 1].map(() => {
    const client = new pg.Client(connectionTo(connectionString, { connectionTimeoutMillis: 10_000 }));
    client.on("error", () => undefined);
    return client;
  });
  const [one, other] = clients as [pg.Client, pg.Client];
  try {
    await one.connect();
    const before = await backendOf(one);
    await other.connect();
    await other.query("begin");
    const others = await backendOf(other);
    // While the other is in a transaction: whoever shares with it is moved.
    const after = others === before ? others : await backendOf(one);
    if (others !== before && after === before) return;
    throw new RefluxError(
      "RFI02",
      "the database is behind a pooler that shares connections between transactions",
      {
        hint: "let DATABASE_URL name Postgres itself, or a pooler in session mode (pgbouncer: pool_mode = session)",
      },
    );
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}

async function backendOf(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid;
}
