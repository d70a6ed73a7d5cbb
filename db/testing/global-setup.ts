import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import type { TestProject } from "vitest/node";
import { setting } from "../config.ts";
import { toRefluxError } from "../errors.ts";
import type { LoginRole } from "../logins.ts";
import { migrate } from "../migrate.ts";
import { startTestServer, sweepTestServers } from "./server.ts";

/**
 * One server for the whole run of the `db` project, with one migrated template that every test clones: the server of
 * TEST_DATABASE_URL if that is set, else an embedded one. A template that cannot be migrated fails the tests that
 * need it, and not those of the migration runner itself.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = setting("TEST_DATABASE_URL");
  await sweepTestServers();
  const server = url === undefined ? await startTestServer() : undefined;
  const run = `reflux_test_${randomBytes(4).toString("hex")}`;
  const provided = {
    url: server?.url ?? url ?? "",
    superuserUrl: server?.superuserUrl ?? url ?? "",
    run,
    template: `${run}_template`,
    passwords: {
      reflux_api: "only-for-tests",
      reflux_worker: "only-for-tests",
      reflux_query: "only-for-tests",
    },
  };

  const problem = await makeTemplate(provided);
  project.provide("reflux", { ...provided, problem });
  return async () => {
    if (server) await server[Symbol.asyncDispose]();
    else await dropAll(provided);
  };
}

type Provided = {
  /** Of the owner of all databases of the run: no superuser, unless TEST_DATABASE_URL names one. */
  readonly url: string;
  /** Who makes and drops them. */
  readonly superuserUrl: string;
  /** All databases of this run start with it. */
  readonly run: string;
  readonly template: string;
  readonly passwords: { readonly [Role in LoginRole]: string };
};

declare module "vitest" {
  interface ProvidedContext {
    reflux: Provided & { readonly problem: string | undefined };
  }
}

async function makeTemplate({
  url,
  superuserUrl,
  template,
  passwords,
}: Provided): Promise<string | undefined> {
  await administer(
    superuserUrl,
    async (client) => await client.query(`create database ${template} owner ${ownerOf(url)}`),
  );
  try {
    await migrate(databaseUrlOf(url, template), { passwords });
    return undefined;
  } catch (error) {
    const { code, message, detail } = toRefluxError(error);
    return `${code} ${message} ${JSON.stringify(detail)}`;
  }
}

async function dropAll({ superuserUrl, run }: Provided): Promise<void> {
  await administer(superuserUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where datname like $1",
      [`${run}%`],
    );
    for (const { name } of rows) await client.query(`drop database ${name} with (force)`);
  });
}

export async function administer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "reflux tests" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Who a connection string connects as, to stand in SQL. */
export function ownerOf(url: string): string {
  return pg.escapeIdentifier(parseIntoClientConfig(url).user ?? userInfo().username);
}

/** The same server, another database. */
export function databaseUrlOf(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/?]*)\/?[^?]*/, `$1/${database}`);
}
