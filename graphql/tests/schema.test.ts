import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createPool } from "#db/client.ts";
import { withDb } from "#db/testing/databases.ts";
import { schemaFile, schemaText } from "../print-schema.ts";

test("the committed schema is that of the database: `npm run api:types` writes it", async () => {
  await withDb(async (db) => {
    const pool = createPool({ connectionString: db.url, user: "api" });
    try {
      expect(await schemaText(pool)).toBe(readFileSync(schemaFile, "utf8"));
      // Each day brings tables; none of them is a type.
      await db.pool.query("select reflux_private.keep_partitions()");
      expect(await schemaText(pool)).toBe(readFileSync(schemaFile, "utf8"));
    } finally {
      await pool.end();
    }
  });
});
