import type pg from "pg";
import { RefluxError } from "#db/errors.ts";
import { PART_BYTES, postgresStore } from "#db/stores/postgres.ts";
import { type Principal, settingsOf } from "../auth/principal.ts";
import { type Budget, clientOf } from "../http/budget.ts";
import { dataHeaders } from "../http/headers.ts";
import type { Route } from "../http/route.ts";

type Parts = {
  /** Asks as whoever calls. */
  readonly pool: pg.Pool;
  /** Reads what was found, as the server itself. */
  readonly bytes: pg.Pool;
  /** Answers in memory, until their readers have taken them. */
  readonly answers: Budget;
};

type Artifact = { readonly bytes: string; readonly location: string; readonly content_type: string };

/**
 * The bytes that a step or a webhook kept, by the name in its output; to whoever may read the runs that keep them, which is
 * for the database to say. What they are a stranger said: a browser stores them and shows nothing. They stream: of an answer
 * two pieces are in memory.
 */
export function artifactRoute({ pool, bytes, answers }: Parts): Route {
  const store = postgresStore(async (_name, text, values) => (await bytes.query(text, [...values])).rows);
  return {
    name: "artifacts",
    methods: ["GET"],
    path: "/artifacts/*",
    access: "token",
    async handle(call, principal) {
      const name = call.path.slice("/artifacts/".length);
      const found = await find(pool, principal, name);
      if (!found)
        throw new RefluxError("RFN08", "there is no such artifact, or none that this token may see");
      const held = answers.open(clientOf(principal));
      const end = Number(found.bytes);
      try {
        held.add(Math.min(end, 2 * PART_BYTES));
      } catch (error) {
        held[Symbol.dispose]();
        throw error;
      }
      return {
        status: 200,
        headers: {
          ...dataHeaders,
          "content-type": /^[\x20-\x7e]+$/.test(found.content_type)
            ? found.content_type
            : "application/octet-stream",
          "content-disposition": "attachment",
          "content-length": found.bytes,
        },
        pieces: store.read(found.location, { start: 0, end }),
        held,
      };
    },
  };
}

/** As the role of whoever asks, so that grants and policies decide. */
async function find(pool: pg.Pool, principal: Principal, name: string): Promise<Artifact | undefined> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin read only");
    const settings = JSON.stringify(settingsOf(principal));
    await client.query("select set_config(key, value, true) from json_each_text($1)", [settings]);
    const { rows } = await client.query<Artifact>(
      `select a.bytes::text as bytes, a.location, k.content_type
       from reflux.artifacts a join reflux.artifact_refs k on k.hash = a.hash
       where a.hash = $1 and a.store = 'postgres' order by k.created_at limit 1`,
      [name.slice(0, 200)],
    );
    return rows[0];
  } finally {
    await client.query("rollback").catch((error: Error) => (broken = error));
    client.release(broken);
  }
}
