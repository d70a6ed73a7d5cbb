import pg, { type Pool } from "pg";
import { clientOf, connectionOf, createPool, type PoolOptions } from "#db/client.ts";
import { BoundedClient } from "#nodes/postgres.query/wire.ts";

/** Connections of the restricted login, for SQL that authors write. What a statement gives is bounded as it arrives. */
export function createQueryPool(options: Omit<PoolOptions, "user" | "Client"> = {}): Pool {
  return createPool({ ...options, user: "query", Client: BoundedClient });
}

/** The same connections, bounded, where somebody hands in a pool of the driver's own; whoever got it ends it. */
export function boundedPool(given: Pool): Pool {
  const connection = connectionOf(given);
  const { Client = pg.Client } = connection;
  if (Client === BoundedClient || Client.prototype instanceof BoundedClient) return given;
  const pool = new pg.Pool({ ...connection, Client: clientOf(connection, BoundedClient) });
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", () => undefined);
  return pool;
}
