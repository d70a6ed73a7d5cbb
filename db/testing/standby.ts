import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseIntoClientConfig } from "pg-connection-string";
import { type Account, serverAccount } from "../embedded/account.ts";
import { findBinaries } from "../embedded/binaries.ts";
import { launch, stopPostmaster } from "../embedded/postmaster.ts";
import { asArguments, throwAway, tunedSettings } from "../embedded/settings.ts";
import { eventually } from "./eventually.ts";
import { administer } from "./global-setup.ts";
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
  await administer(primary.superuserUrl, async (session) => {
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

  const logFile = join(home, "postgres.log");
  const child = await launch({
    program: findBinaries(account).postgres,
    dataDir: copy,
    arguments: ["-k", run, "-p", "5432", ...asArguments({ ...tunedSettings(), ...throwAway })],
    logFile,
    account,
  });
  const stop = async () => {
    if (child.pid) await stopPostmaster(child.pid, "immediate");
    removeHome(home);
  };
  const superuserUrl = primary.superuserUrl.replace(encodeURIComponent(socketDir), encodeURIComponent(run));
  try {
    await administer(primary.superuserUrl, async (session) => {
      await eventually("it streams", async () => {
        const { rows } = await session.query("select from pg_stat_replication where state = 'streaming'");
        return rows.length > 0;
      });
      // What is acknowledged from here on is on both.
      await session.query("alter system set synchronous_standby_names = 'standby'");
      await session.query("select pg_reload_conf()");
    });
  } catch (error) {
    const said = readFileSync(logFile, "utf8").slice(-2_000);
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
      await administer(superuserUrl, (session) => session.query("select pg_promote()"));
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Where a server keeps its files. */
export async function dataDirOf({ superuserUrl }: TestServer): Promise<string> {
  return await administer(superuserUrl, async (session) => {
    const { rows } = await session.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? "";
  });
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
