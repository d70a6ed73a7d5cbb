import type pg from "pg";
import { json, text } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import { engineMetrics } from "../metrics/engine.ts";
import type { Meters, ServerState } from "../metrics/meters.ts";
import { page } from "../metrics/registry.ts";

type Parts = {
  readonly pool: pg.Pool;
  readonly meters: Meters;
  readonly state: () => ServerState;
  /** Of the schema this server started on. */
  readonly schemaMark: string;
};

/** What an operator's tools ask. None of it says anything about flows or runs, so liveness needs no token. */
export function statusRoutes({ pool, meters, state, schemaMark }: Parts): readonly Route[] {
  const ready = shared(() => look(pool, schemaMark));
  const engine = shared(() => engineMetrics(pool));
  return [
    {
      name: "healthz",
      methods: ["GET"],
      path: "/healthz",
      access: "public",
      // Alive, and nothing more: a database that is away must not get this process restarted.
      handle: async () => text(200, "ok\n"),
    },
    {
      name: "readyz",
      methods: ["GET"],
      path: "/readyz",
      access: "public",
      async handle() {
        const { database, schema, workers, deaf_workers } = await ready();
        const { isListening } = state();
        const isReady = database === "reachable" && schema === "current";
        return json(isReady ? 200 : 503, {
          ready: isReady,
          database,
          schema,
          listening: isListening,
          workers,
          deaf_workers,
        });
      },
    },
    {
      name: "metrics",
      methods: ["GET"],
      path: "/metrics",
      access: "token",
      async handle() {
        const own = meters.metrics(state());
        const reply = text(200, page([...own, ...(await engine())]));
        return {
          ...reply,
          headers: { ...reply.headers, "content-type": "text/plain; version=0.0.4; charset=utf-8" },
        };
      },
    },
  ];
}

/** Everybody who asks while somebody is asking gets the same answer: a storm of them is one connection. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return async () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return await asked;
  };
}

type Look = {
  readonly database: "reachable" | "unreachable";
  readonly schema: "current" | "changed" | "unknown";
  /** Live ones. None is no reason to refuse requests: runs wait for one. */
  readonly workers: number | null;
  /** Of the live ones, those whom the queue does not answer. */
  readonly deaf_workers: number | null;
};

async function look(pool: pg.Pool, schemaMark: string): Promise<Look> {
  try {
    const { mark, ...workers } = await readiness(pool);
    return { database: "reachable", schema: mark === schemaMark ? "current" : "changed", ...workers };
  } catch {
    return { database: "unreachable", schema: "unknown", workers: null, deaf_workers: null };
  }
}

/** What the database says of its schema and workers; within two seconds, or it counts as away. */
export async function readiness(pool: pg.Pool): Promise<Readiness> {
  const query = {
    text: "select schema_mark as mark, workers, deaf_workers from reflux_private.readiness()",
    query_timeout: 2_000,
  };
  const { rows } = await pool.query<Readiness>(query);
  if (!rows[0]) throw new Error("readiness() gave no row");
  return rows[0];
}

type Readiness = { readonly mark: string; readonly workers: number; readonly deaf_workers: number };
