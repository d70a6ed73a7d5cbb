import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { createPool } from "#db/client.ts";
import { refluxHome } from "#db/config.ts";
import { startEmbedded } from "#db/embedded/start.ts";

/**
 * One durable embedded server for every system in a table. It lives beside the real data (`REFLUX_HOME`), not under
 * /tmp: what is measured must reach the same disk.
 */
export type Cluster = AsyncDisposable & {
  readonly home: string;
  readonly pid: number;
  /** The database of the engine. */
  readonly url: string;
  /** The bench's own eyes on the engine's database: another role, so that its statements can be told apart. */
  readonly watch: pg.Pool;
  /** A new empty database for a peer, instead of the one a scenario before left behind. */
  createDatabase(name: string): Promise<string>;
  /** As `user@host/name`, the socket's folder for a host: some peers look for these parts. */
  urlOf(database: string): string;
  /** Before each sample: nobody pays for the pages another one has dirtied. */
  settle(): Promise<void>;
  countStatements(on: boolean): Promise<void>;
};

const watcher = "bench_watcher";

export async function startCluster(): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const home = join(refluxHome(), `bench-${process.pid}`);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  chmodSync(home, 0o711);
  stack.defer(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  const server = stack.use(
    await startEmbedded({
      home,
      settings: { shared_preload_libraries: "pg_stat_statements" },
    }),
  );
  await administer(server.superuserUrl, `create role ${watcher} superuser login password '${watcher}'`);
  const watch = createPool({
    connectionString: server.url.replace(/user=\w+/, `user=${watcher}&password=${watcher}`),
    max: 4,
    applicationName: "bench",
  });
  stack.defer(() => watch.end());
  await watch.query("create extension pg_stat_statements");
  const countStatements = async (on: boolean) => {
    await watch.query(`alter system set pg_stat_statements.track = '${on ? "top" : "none"}'`);
    await watch.query("select pg_reload_conf()");
  };
  // Counting costs a little: only those who ask for counts pay for it.
  await countStatements(false);
  const { searchParams } = new URL(server.url);
  const socket = encodeURIComponent(searchParams.get("host") ?? "");
  const urlOf = (name: string) => `postgresql://${searchParams.get("user")}@${socket}/${name}`;
  const resources = stack.move();
  return {
    home,
    pid: server.pid,
    url: server.url,
    watch,
    createDatabase: async (name) => {
      await watch.query(`drop database if exists ${name} with (force)`);
      await watch.query(`create database ${name} owner reflux`);
      return urlOf(name);
    },
    urlOf,
    settle: async () => {
      await watch.query("checkpoint");
    },
    countStatements,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function administer(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
