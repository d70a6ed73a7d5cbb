import type { Pool } from "pg";
import { createPool, type PoolOptions } from "#db/client.ts";
import { BoundedClient } from "#nodes/postgres.query/wire.ts";

/** Connections of the restricted login, for SQL that authors write. What a statement gives is bounded as it arrives. */
export function createQueryPool(options: Omit<PoolOptions, "user" | "Client"> = {}): Pool {
  return createPool({ ...options, user: "query", Client: BoundedClient });
}
