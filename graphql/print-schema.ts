import "./environment.ts";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { makeSchema } from "postgraphile";
import { lexicographicSortSchema, printSchema } from "postgraphile/graphql";
import { createPool } from "#db/client.ts";
import { makePreset } from "./preset.ts";

/** The committed schema: a change of the API is a diff of this file, and web generates its types from it. */
export const schemaFile = fileURLToPath(new URL("schema.graphql", import.meta.url));

/** The schema of a migrated database, sorted, as text. */
export async function schemaText(pool: pg.Pool): Promise<string> {
  const { schema } = await makeSchema(makePreset({ pool }));
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** `npm run api:types`: writes the file from the database of DATABASE_URL, or the embedded one. */
if (import.meta.main) {
  const pool = createPool({ user: "api" });
  try {
    writeFileSync(schemaFile, await schemaText(pool));
  } finally {
    await pool.end();
  }
}
