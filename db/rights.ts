import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { migrate } from "./migrate.ts";
import { startTestServer } from "./testing/server.ts";

/**
 * `npm run roles`: writes into SECURITY.md who may touch what, as a new database has it. Read from the catalog, so that
 * it is what holds and not what somebody meant; a test fails while the file says something else.
 */
export const securityFile = fileURLToPath(new URL("../SECURITY.md", import.meta.url));
const block = /(<!-- roles -->\n)([\s\S]*?)(<!-- \/roles -->)/;

export function writtenRights(text = readFileSync(securityFile, "utf8")): string | undefined {
  return block.exec(text)?.[2];
}

/** As it stands between the markers. */
export async function describeRights(client: pg.ClientBase): Promise<string> {
  const rights = (await client.query<Right>(rightsQuery)).rows;
  const definers = (await client.query<Definer>(definersQuery)).rows;
  const lines = rights.map(({ role, may, what }, n) => {
    const isFirst = rights[n - 1]?.role !== role;
    return `| ${isFirst ? `\`${role}\`` : ""} | ${may} | ${what} |`;
  });
  const calls = definers.map(({ callers, names }) => `| ${callers} | ${names} |`);
  return [
    "\n| role | may | what |",
    "| --- | --- | --- |",
    ...lines,
    "\nFunctions that run with the rights of the owner, by who may call them:\n",
    "| by | functions |",
    "| --- | --- |",
    ...calls,
    "\n",
  ].join("\n");
}

type Right = { readonly role: string; readonly may: string; readonly what: string };
type Definer = { readonly callers: string; readonly names: string };

const rightsQuery = readFileSync(new URL("rights.sql", import.meta.url), "utf8");
const definersQuery = readFileSync(new URL("definers.sql", import.meta.url), "utf8");

async function main(): Promise<void> {
  await using server = await startTestServer();
  await migrate(server.url);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const rights = await describeRights(client);
    const text = readFileSync(securityFile, "utf8");
    writeFileSync(
      securityFile,
      text.replace(block, (_whole, before, _old, after) => before + rights + after),
    );
  } finally {
    await client.end();
  }
}

if (import.meta.main) await main();
