import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import { type Account, credentials, serverAccount } from "../embedded/account.ts";
import { findBinaries } from "../embedded/binaries.ts";
import { serverEnvironment } from "../embedded/data-folder.ts";
import { readPostmaster, stopPostmaster } from "../embedded/postmaster.ts";
import { asArguments, tunedSettings } from "../embedded/settings.ts";
import { eventually } from "./eventually.ts";
import { removeHome, type TestServer, temporaryHome } from "./server.ts";

/** A second server that follows the first by streaming replication, and has all that the first has acknowledged. */
export type Standby = AsyncDisposable & {
  /** As the owner; to be written to once it is promoted. */
  readonly url: string;
  readonly promote: () => Promise<void>;
};

export async function startStandby(primary: TestServer): Promise<Standby> {
  const { host: socketDir = "", user, password } = parseIntoClientConfig(primary.superuserUrl);
  const dataDir = await dataDirOf(primary);
  const account = serverAccount(dataDir);
  const home = temporaryHome();
  const copy = join(home, "postgres");
  appendFileSync(join(dataDir, "pg_hba.conf"), "local replication all scram-sha-256\n");
  await withSession(primary.superuserUrl, async (session) => {
    await session.query("select pg_reload_conf()");
    await session.query("select pg_backup_start('standby', fast => true)");
    cpSync(dataDir, copy, { recursive: true });
    const { rows } = await session.query<{ label: string }>(
      "select labelfile as label from pg_backup_stop(wait_for_archive => false)",
    );
    writeFileSync(join(copy, "backup_label"), rows[0]?.label ?? "");
  });
  rmSync(join(copy, "postmaster.pid"), { force: true });
  writeFileSync(join(copy, "standby.signal"), "");
  appendFileSync(
    join(copy, "postgresql.auto.conf"),
    `primary_conninfo = 'host=${socketDir} port=5432 user=${user} password=${String(password)} application_name=standby'\n`,
  );
  const run = join(home, "run");
  mkdirSync(run);
  chmodSync(copy, 0o700);
  own(home, account);

  const log = openSync(join(home, "postgres.log"), "a");
  const settings = { ...tunedSettings(), fsync: "off", shared_buffers: "128MB" };
  const child = spawn(
    findBinaries(account).postgres,
    ["-D", copy, "-k", run, "-p", "5432", ...asArguments(settings)],
    {
      ...credentials(account),
      cwd: copy,
      env: serverEnvironment,
      detached: true,
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    if (child.exitCode === null && child.pid) await stopPostmaster(child.pid, "immediate");
    await exited;
    removeHome(home);
  };
  const superuserUrl = primary.superuserUrl.replace(encodeURIComponent(socketDir), encodeURIComponent(run));
  try {
    await eventually("the standby follows", () => readPostmaster(copy)?.status === "ready", {
      withinMs: 30_000,
    });
    await withSession(primary.superuserUrl, async (session) => {
      await eventually("it streams", async () => {
        const { rows } = await session.query("select from pg_stat_replication where state = 'streaming'");
        return rows.length > 0;
      });
      // What is acknowledged from here on is on both.
      await session.query("alter system set synchronous_standby_names = 'standby'");
      await session.query("select pg_reload_conf()");
    });
  } catch (error) {
    const said = readFileSync(join(home, "postgres.log"), "utf8").slice(-2_000);
    await stop();
    throw new Error(`the standby does not follow: ${said}`, { cause: error });
  }
  return {
    url: primary.url.replace(encodeURIComponent(socketDir), encodeURIComponent(run)),
    promote: async () => {
      // Whoever starts the old one again finds it alone, waiting for nobody.
      const conf = join(dataDir, "postgresql.auto.conf");
      const lines = readFileSync(conf, "utf8").split("\n");
      writeFileSync(conf, lines.filter((line) => !line.startsWith("synchronous_standby_names")).join("\n"));
      await withSession(superuserUrl, (session) => session.query("select pg_promote()"));
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Where a server keeps its files. */
export async function dataDirOf({ superuserUrl }: TestServer): Promise<string> {
  return await withSession(superuserUrl, async (session) => {
    const { rows } = await session.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? "";
  });
}

async function withSession<T>(
  connectionString: string,
  work: (session: pg.Client) => Promise<T>,
): Promise<T> {
  const session = new pg.Client({ connectionString });
  session.on("error", () => undefined);
  await session.connect();
  try {
    return await work(session);
  } finally {
    await session.end();
  }
}

/** cpSync keeps modes, not owners. */
function own(path: string, account: Account | undefined): void {
  if (!account) return;
  const { uid, gid } = account;
  const walk = (entry: string) => {
    chownSync(entry, uid, gid);
    if (statSync(entry).isDirectory()) for (const name of readdirSync(entry)) walk(join(entry, name));
  };
  walk(path);
}
