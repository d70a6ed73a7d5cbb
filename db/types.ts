import { execFile } from "node:child_process";
import { readFile, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { migrate } from "./migrate.ts";
import { startTestServer } from "./testing/server.ts";

/** `npm run db:types`: writes `types.gen.ts` from the schema as a new database gets it, not as some database has it. */
export const typesFile = fileURLToPath(new URL("types.gen.ts", import.meta.url));

/** Generates the Kysely types of a migrated database into a file. */
export async function generateTypes(url: string, outFile: string): Promise<void> {
  const options = {
    "--dialect": "postgres",
    "--url": url,
    "--out-file": outFile,
    // One rule for all names, `schema.table`, whatever the search path of the connection.
    "--default-schema": "no_default",
    "--include-pattern": "reflux*.*",
    "--log-level": "warn",
  };
  const cli = createRequire(import.meta.url).resolve("kysely-codegen/dist/cli/bin.js");
  await promisify(execFile)(process.execPath, [cli, ...Object.entries(options).flat()]);
}

async function main(): Promise<void> {
  await using server = await startTestServer();
  await migrate(server.url);
  const draft = `${typesFile}.new`;
  await generateTypes(server.url, draft);
  await rename(draft, typesFile);
  const tables = (await readFile(typesFile, "utf8")).match(/^ {2}"reflux/gm)?.length ?? 0;
  console.log(`db/types.gen.ts: ${tables} tables and views`);
}

if (import.meta.main) await main();
