import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { connectionOf } from "./client.ts";
import { RefluxError, toRefluxError } from "./errors.ts";
import {
  areAccepted,
  configuredPasswords,
  ensureLogins,
  ensureRoles,
  hasLogins,
  type Passwords,
} from "./logins.ts";
import { applyMigration, applyObjects } from "./migration/apply.ts";
import { assertQueueIsFree, claimQueue } from "./migration/claim-queue.ts";
import { closeDoors } from "./migration/doors.ts";
import { exclusively } from "./migration/exclusively.ts";
import { readSqlFolder, type SqlFolder } from "./migration/files.ts";
import { type Ledger, readLedger, readSchemaState, recordProgram } from "./migration/ledger.ts";
import { isNewer, type Plan, planWork } from "./migration/plan.ts";
import { transaction } from "./migration/transaction.ts";
import { programVersion, workerVersion } from "./migration/versions.ts";
import { connectionTo, pinned } from "./session-settings.ts";

/**
 * Brings a database to the schema of this program: graphile-worker's own, then the numbered migrations, each once,
 * then the object files, all of them whenever one changed. Safe to call at every start and from many processes: one
 * works at a time, and a start with nothing to do costs one query, and a look whether the logins are let in. Forward only; whatever fails leaves the database
 * as the last complete migration left it.
 */
export type MigrateOptions = {
  /** Default: `sql/` of this program. */
  readonly folder?: string;
  readonly log?: (line: string) => void;
  /** Default: that of package.json. */
  readonly version?: string;
  /** For the logins, instead of random ones. Default: the environment's. */
  readonly passwords?: Passwords;
};

export type MigrationReport = {
  /** Names of the migrations that ran now. */
  readonly migrations: readonly string[];
  /** How many object files were new or changed. */
  readonly objects: number;
  /** Object files that are gone while what they made may not be. */
  readonly orphans: readonly string[];
  /** A newer program has been here; this one left its objects alone. */
  readonly isAhead: boolean;
};

export async function migrate(
  target: string | pg.Pool,
  options: MigrateOptions = {},
): Promise<MigrationReport> {
  const { folder = sqlFolder, log = () => undefined, version = programVersion } = options;
  const passwords = options.passwords ?? configuredPasswords();
  const files = readSqlFolder(folder);
  return await withClient(target, async (client, config) => {
    const ledger = await readLedger(client);
    if (
      ledger &&
      isCurrent(files, ledger, version) &&
      !ledger.isOpen &&
      hasLogins(ledger.logins, passwords) &&
      (await areAccepted(config, ledger.logins))
    )
      return report(planWork(files, ledger, version));
    await checkServer(client);
    await assertQueueIsFree(client);
    const onLost = (error: Error) => client.connection.stream.destroy(error);
    return await exclusively(config, { log, onLost }, () =>
      bringUp(client, config, { files, log, version, passwords }),
    );
  });
}

/** For programs that run on the schema but must not change it: refuses one that is older, or newer and broken for us. */
export async function assertSchema(target: string | pg.Pool, options: MigrateOptions = {}): Promise<void> {
  const { folder = sqlFolder, version = programVersion } = options;
  await withClient(target, async (client) => {
    const ledger = await readLedger(client).catch((error: unknown) => {
      const isDenied = error instanceof pg.DatabaseError && error.code === "42501";
      if (isDenied) return readSchemaState(client);
      throw error;
    });
    if (ledger && isCurrent(readSqlFolder(folder), ledger, version)) return;
    throw new RefluxError("RFI02", "the schema of this database is older than this program", {
      hint: "run `reflux migrate`",
    });
  });
}

const sqlFolder = fileURLToPath(new URL("../sql", import.meta.url));
const openQueue = readFileSync(new URL("migration/queue.sql", import.meta.url), "utf8");

function isCurrent(files: SqlFolder, ledger: Ledger, version: string): boolean {
  const { migrations, changed, orphans } = planWork(files, ledger, version);
  const isSame = migrations.length + changed.length + orphans.length === 0;
  return isSame && hasLogins(ledger.logins) && hasWorkerSchema(ledger);
}

function hasWorkerSchema({ programs }: Ledger): boolean {
  const version = programs.get("graphile-worker");
  return version === workerVersion || isNewer(version, workerVersion);
}

type Work = Required<Pick<MigrateOptions, "log" | "version" | "passwords">> & { readonly files: SqlFolder };

async function bringUp(client: pg.Client, config: pg.ClientConfig, work: Work): Promise<MigrationReport> {
  const { files, log, version, passwords } = work;
  // Read again: whoever held the lock before us may have done it all.
  const ledger = await readLedger(client);
  if (!ledger) throw new Error("the ledger was created but cannot be read");
  const plan = planWork(files, ledger, version);
  // Grants and comments leave nothing behind: all of them are said anew.
  for (const orphan of plan.orphans.filter((path) => !/^(access|comments)\//.test(path)))
    log(`${orphan} is gone; if its object still exists, a migration must drop it`);

  await transaction(client, async () => {
    if (await closeDoors(client)) log("closed this database to objects of anybody");
    await ensureRoles(client);
  });
  await ensureLogins(client, config, passwords);
  if (!hasWorkerSchema(ledger)) {
    if (!ledger.programs.has("graphile-worker")) await transaction(client, () => claimQueue(client));
    await migrateWorkerSchema(config);
    await recordProgram(client, "graphile-worker", workerVersion);
  }
  await transaction(client, async () => void (await client.query(openQueue)));
  for (const file of plan.migrations) {
    await applyMigration(client, file);
    log(`applied ${file.name}`);
  }
  if (plan.changed.length + plan.orphans.length + plan.migrations.length > 0 && !plan.isAhead) {
    await applyObjects(client, { files: files.objects, changed: plan.changed, version });
    log(`applied ${files.objects.length} object files, ${plan.changed.length} of them new or changed`);
  }
  return report(plan);
}

/** graphile-worker migrates by itself, on connections of its own. */
async function migrateWorkerSchema(config: pg.ClientConfig): Promise<void> {
  const pool = new pg.Pool({ ...config, max: 2 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined), noHandleSignals: true });
  } finally {
    await pool.end();
  }
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>("show server_version");
  const version = rows[0]?.server_version ?? "";
  if (Number.parseInt(version, 10) >= 15) return;
  throw new RefluxError("RFI02", `this server is Postgres ${version}; REFLUX needs 15 or later`, {
    hint: "set DATABASE_URL to a newer server, or unset it to use the embedded one",
  });
}

/** A connection of its own, so that a pool of one cannot wait for itself. */
async function withClient<T>(
  target: string | pg.Pool,
  work: (client: pg.Client, config: pg.ClientConfig) => Promise<T>,
): Promise<T> {
  const config = typeof target === "string" ? connectionTo(target) : pinned(connectionOf(target));
  const client = new pg.Client({ ...config, application_name: "reflux migrate" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client, config);
  } catch (error) {
    throw toRefluxError(error);
  } finally {
    await client.end();
  }
}

function report({ migrations, changed, orphans, isAhead }: Plan): MigrationReport {
  return { migrations: migrations.map(({ name }) => name), objects: changed.length, orphans, isAhead };
}
