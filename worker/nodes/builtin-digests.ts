import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { migrate } from "#db/migrate.ts";
import { startTestServer } from "#db/testing/server.ts";
import { builtinNodes } from "#nodes/registry.ts";

/**
 * `npm run nodes:sync`: writes into SQL what the manifests of this release mean. So a database knows them from its migration,
 * and not from whichever worker comes first. A test fails while the file says something else.
 */
export const digestsFile = fileURLToPath(
  new URL("../../sql/functions/reflux_private/workers/builtin_digest.sql", import.meta.url),
);
const block = /(-- generated\n)([\s\S]*?)(\n *-- end)/;

export function writtenDigests(text = readFileSync(digestsFile, "utf8")): string | undefined {
  return block.exec(text)?.[2];
}

/** As they stand between the marks. */
export async function digestsOf(client: Pick<pg.ClientBase, "query">): Promise<string> {
  const { rows } = await client.query<{ line: string }>(
    `select format('    (%L, %s, %L)', m ->> 'id', m ->> 'version',
       reflux_private.digest_of(reflux_private.node_meaning(m))) as line
     from jsonb_array_elements($1) m order by m ->> 'id' collate "C", (m ->> 'version')::int`,
    [JSON.stringify(builtinNodes.map(({ manifest }) => manifest))],
  );
  return rows.map(({ line }) => line).join(",\n");
}

async function main(): Promise<void> {
  await using server = await startTestServer();
  await migrate(server.url);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const digests = await digestsOf(client);
    const text = readFileSync(digestsFile, "utf8");
    writeFileSync(
      digestsFile,
      text.replace(block, (_whole, before, _old, after) => before + digests + after),
    );
  } finally {
    await client.end();
  }
}

if (import.meta.main) await main();
