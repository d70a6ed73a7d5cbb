/** The store that needs nothing else. */
import { createHash, randomUUID } from "node:crypto";
import { chain, startFlow } from "#sql/tests/kit.ts";
import { Worker } from "#sql/tests/worker.ts";
import { withTx } from "../testing/databases.ts";
import { storeContract } from "../testing/store-contract.ts";
import { postgresStore } from "./postgres.ts";

storeContract((work) =>
  withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, chain("a"));
    const [owner] = await worker.take(db);
    if (!owner) throw new Error("nothing taken");
    await work({
      store: postgresStore(async (_name, text, values) => (await db.query(text, [...values])).rows),
      owner,
      keep: async (location, bytes) => {
        // A name of its own each time, so that each copy is kept.
        const hash = `sha256:${createHash("sha256").update(bytes).update(randomUUID()).digest("hex")}`;
        await db.query("select reflux_private.keep_artifact($1, $2, $3, $4, $5, $6, 'postgres', $7, 'a/b')", [
          owner.run_id,
          owner.idx,
          owner.scope,
          owner.attempt,
          hash,
          bytes.byteLength,
          location,
        ]);
      },
      loose: async () => {
        const { rows } = await db.query<{ bytes: string }>(
          `select coalesce(sum(octet_length(p.content)), 0) as bytes from reflux_private.artifact_parts p
           where not exists (select from reflux.artifacts a where a.location = p.location::text)`,
        );
        return Number(rows[0]?.bytes);
      },
    });
  }),
);
