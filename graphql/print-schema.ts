import "./environment.ts";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { makeSchema } from "postgraphile";
import { lexicographicSortSchema, printSchema } from "postgraphile/graphql";
import { createPool } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { startTestServer } from "#db/testing/server.ts";
import { makePreset } from "./preset.ts";

/** The committed schema: a change of the API is a diff of this file, and web generates its types from it. */
export const schemaFile = fileURLToPath(new URL("schema.graphql", import.meta.url));

/** The schema of a migrated database, sorted, as text. */
export async function schemaText(pool: pg.Pool): Promise<string> {
  const { schema } = await makeSchema(makePreset({ pool }));
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** `npm run api:types`: writes the file from the schema as a new database gets it, not as some database has it. */
async function main(): Promise<void> {
  await using server = await startTestServer();
  await migrate(server.url);
  const pool = createPool({ connectionString: server.url, user: "api" });
  try {
    writeFileSync(schemaFile, await schemaText(pool));
  } finally {
    await pool.end();
  }
  console.log("graphql/schema.graphql: written");
}

if (import.meta.main) await main();
