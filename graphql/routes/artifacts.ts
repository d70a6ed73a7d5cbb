import type pg from "pg";
import { RefluxError } from "#db/errors.ts";
import { type Principal, settingsOf } from "../auth/principal.ts";
import { type Budget, clientOf } from "../http/budget.ts";
import { dataHeaders } from "../http/headers.ts";
import type { Route } from "../http/route.ts";

type Parts = {
  readonly pool: pg.Pool;
  /** Answers in memory, until their readers have taken them. */
  readonly answers: Budget;
};

type Artifact = { readonly content: Buffer; readonly content_type: string };

/**
 * The bytes that a step or a webhook kept, by the name in its output; to whoever may read the table they are in, which is for
 * the database to say. What they are a stranger said: a browser stores them and shows nothing.
 */
export function artifactRoute({ pool, answers }: Parts): Route {
  return {
    name: "artifacts",
    methods: ["GET"],
    path: "/artifacts/*",
    access: "token",
    async handle(call, principal) {
      const name = call.path.slice("/artifacts/".length);
      const found = await read(pool, principal, name);
      if (!found)
        throw new RefluxError("RFN08", "there is no such artifact, or none that this token may see");
      const held = answers.open(clientOf(principal));
      try {
        held.add(found.content.length);
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
        },
        body: found.content,
        held,
      };
    },
  };
}

/** As the role of whoever asks, so that grants and policies decide. */
async function read(pool: pg.Pool, principal: Principal, name: string): Promise<Artifact | undefined> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin read only");
    const settings = JSON.stringify(settingsOf(principal));
    await client.query("select set_config(key, value, true) from json_each_text($1)", [settings]);
    const { rows } = await client.query<Artifact>(
      "select content, content_type from reflux.artifacts where hash = $1 and content is not null",
      [name.slice(0, 200)],
    );
    return rows[0];
  } finally {
    await client.query("rollback").catch((error: Error) => (broken = error));
    client.release(broken);
  }
}
