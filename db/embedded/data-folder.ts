import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { RefluxError } from "../errors.ts";
import { type Account, canReach, credentials } from "./account.ts";
import { type Binaries, sharedPlace } from "./binaries.ts";
import type { Layout } from "./layout.ts";

/** The folder of all local state. Root's must let the server's account through; anybody else's is private. */
export function makeHome(home: string, account: Account | undefined): void {
  if (existsSync(home)) return;
  mkdirSync(home, { recursive: true });
  chmodSync(home, account ? 0o711 : 0o700);
}

/** The data folder, initialised; returns its real path. Runs under the parent lock. */
export function prepareData(
  layout: Layout,
  account: Account | undefined,
  binaries: Binaries,
  sync: boolean,
): string {
  if (!existsSync(join(layout.dataDir, "PG_VERSION"))) initialise(layout, account, binaries, sync);
  const dataDir = realpathSync(layout.dataDir);
  const major = Number(readFileSync(join(dataDir, "PG_VERSION"), "utf8"));
  if (major !== binaries.major) {
    throw new RefluxError(
      "RFI03",
      `${dataDir} was made by Postgres ${major}, the programs here are ${binaries.major}`,
      {
        detail: { data: major, programs: binaries.major },
        hint: `start with REFLUX_POSTGRES_BIN of Postgres ${major}, dump, and load into a new REFLUX_HOME`,
      },
    );
  }
  return dataDir;
}

/** The folder of the socket. Under /tmp anybody may have made it before us: then it is not used. */
export function makeSocketDir(socketDir: string, account: Account | undefined): void {
  mkdirSync(socketDir, { recursive: true, mode: 0o700 });
  const owner = account?.uid ?? process.getuid?.();
  const stat = lstatSync(socketDir);
  const isOurs = stat.uid === owner || stat.uid === process.getuid?.();
  if (!stat.isDirectory() || !isOurs) {
    throw new RefluxError("RFI03", `${socketDir} belongs to somebody else`, {
      hint: "remove it, or set REFLUX_HOME to a folder with a shorter path",
    });
  }
  chmodSync(socketDir, 0o700);
  give(socketDir, account);
}

/** `initdb` into a draft that is renamed when complete: an interrupted one leaves nothing that looks like data. */
function initialise(layout: Layout, account: Account | undefined, binaries: Binaries, sync: boolean): void {
  const target = placeFor(layout, account);
  const draft = `${target}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  give(draft, account);
  const run = spawnSync(binaries.initdb, initdbArguments(draft, binaries.major, sync), {
    ...credentials(account),
    cwd: draft,
    env: serverEnvironment,
    encoding: "utf8",
  });
  if (run.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new RefluxError("RFI03", `initdb failed: ${run.error?.message ?? run.stderr.trim()}`, {
      detail: { program: binaries.initdb, status: run.status, output: run.stderr },
      hint: "is there room on the disk, and may the account write to the folder?",
      cause: run.error,
    });
  }
  renameSync(draft, target);
  if (target !== layout.dataDir) symlinkSync(target, layout.dataDir);
}

/** In the home folder, unless that is closed to the account (a project in root's own 0700 home): then beside it. */
function placeFor(layout: Layout, account: Account | undefined): string {
  // What is there is an empty folder of a mount, a dangling link, or an accident: only the first is ours to replace.
  const present = lstatSync(layout.dataDir, { throwIfNoEntry: false });
  if (present?.isSymbolicLink()) rmSync(layout.dataDir);
  if (canReach(account, layout.home)) return layout.dataDir;
  mkdirSync(sharedPlace, { recursive: true, mode: 0o755 });
  const project = basename(dirname(layout.home)).replaceAll(/[^\w.-]/g, "_");
  return join(sharedPlace, `${project}-${randomUUID().slice(0, 8)}`);
}

function initdbArguments(folder: string, major: number, sync: boolean): string[] {
  // The built-in C.UTF-8 came with 17: the same order of text on every machine, whatever its C library.
  const locale =
    major >= 17
      ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
      : [process.platform === "linux" ? "--locale=C.UTF-8" : "--locale=C"];
  // Who else gets in, and how, is written at each start (access.ts).
  const access = ["--username", "postgres", "--auth-local", "reject", "--auth-host", "reject"];
  const content = ["--encoding", "UTF8", "--data-checksums", ...locale];
  return ["--pgdata", folder, ...access, ...content, ...(sync ? [] : ["--no-sync"])];
}

/** Nothing of ours leaks in: PGDATA, PGPORT and the like would change what the server does. */
export const serverEnvironment = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };

function give(folder: string, account: Account | undefined): void {
  if (account) chownSync(folder, account.uid, account.gid);
}
