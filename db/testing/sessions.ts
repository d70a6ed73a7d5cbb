import type pg from "pg";
import { type TestDb, withDb } from "./databases.ts";
import { eventually } from "./eventually.ts";

export type Sessions = TestDb & {
  readonly sessions: readonly pg.Client[];
  /** Waits until the session waits for a lock: the moment at which an interleaving is where the test wants it. */
  readonly blocked: (session: pg.Client) => Promise<void>;
};

/** `n` sessions on one database, for races: what two workers do at once, step by step. */
export async function withSessions<T>(n: number, work: (tools: Sessions) => Promise<T>): Promise<T> {
  return await withDb(async (db) => {
    const sessions = await Promise.all(Array.from({ length: n }, () => db.connect()));
    const pids = new Map(
      await Promise.all(sessions.map(async (session) => [session, await backendPid(session)] as const)),
    );
    const blocked = async (session: pg.Client) => {
      await eventually("the session waits for a lock", async () => {
        const { rows } = await db.pool.query<{ waits: boolean }>(
          "select cardinality(pg_blocking_pids($1)) > 0 as waits",
          [pids.get(session)],
        );
        return rows[0]?.waits;
      });
    };
    return await work({ ...db, sessions, blocked });
  });
}

/** `arrive()` resolves when all `n` parties have called it. */
export function barrier(n: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return async () => {
    arrived += 1;
    if (arrived >= n) resolve();
    await promise;
  };
}

async function backendPid(session: pg.Client): Promise<number> {
  const { rows } = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
  if (!rows[0]) throw new Error("no backend");
  return rows[0].pid;
}
