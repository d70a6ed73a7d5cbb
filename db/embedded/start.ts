import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { RefluxError } from "../errors.ts";
import { giveSuperuserPassword, hasSuperuserPassword, writeAccess } from "./access.ts";
import { serverAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { makeHome, makeSocketDir, prepareData } from "./data-folder.ts";
import { embeddedUrl, type Layout, layoutOf } from "./layout.ts";
import { takeLock } from "./lock.ts";
import { launch, readPostmaster, ready, type StopMode, stopPostmaster } from "./postmaster.ts";
import { isAlive } from "./processes.ts";
import { asArguments, type Settings, tunedSettings } from "./settings.ts";
import { prepareDatabase, superuserUrl } from "./superuser.ts";

/**
 * The embedded server: Postgres as a child that nobody has to install or look after.
 *
 * Promise: at most one server and one live parent per home folder; committed data survives any way of dying.
 * - Parent gone (SIGKILL, closed terminal): the server stays up, and the next start adopts it.
 * - Second start while the first parent lives: refused with RFI04 and its pid.
 * - Server gone: `exited` resolves; a new start recovers from the log.
 * - The machine gone: the same, at the next start.
 */
export type EmbeddedOptions = {
  readonly home: string;
  /** On top of the tuned ones; a throw-away server says `fsync: "off"`. */
  readonly settings?: Settings;
};

export type Embedded = AsyncDisposable & {
  /** Of the owner, who is no superuser. */
  readonly url: string;
  /** For tests, with its password. */
  readonly superuserUrl: string;
  readonly pid: number;
  /** True when it was already running, left behind by a parent that was killed. */
  readonly adopted: boolean;
  readonly logFile: string;
  /** Resolves when the server has ended, whoever ended it. */
  readonly exited: Promise<void>;
  stop(mode?: StopMode): Promise<void>;
};

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  try {
    return await lockAndStart(options);
  } catch (error) {
    throw asRefluxError(error, options.home);
  }
}

async function lockAndStart({ home, settings = {} }: EmbeddedOptions): Promise<Embedded> {
  const account = serverAccount(layoutOf(home).dataDir);
  makeHome(home, account);
  // Only now: where the socket goes depends on the modes of the folder.
  const layout = layoutOf(home);
  const releaseLock = takeLock(layout.lockFile, layout.home);
  try {
    const server = await adoptOrLaunch(layout, settings);
    await prepareDatabase(layout);
    return embedded(layout, server, releaseLock);
  } catch (error) {
    releaseLock();
    throw error;
  }
}

type Server = { readonly pid: number; readonly child?: ChildProcess };

async function adoptOrLaunch(layout: Layout, settings: Settings): Promise<Server> {
  const account = serverAccount(layout.dataDir);
  const binaries = findBinaries(account);
  const all = { ...tunedSettings(), ...settings };
  const dataDir = prepareData(layout, account, binaries, all["fsync"] !== "off");
  makeSocketDir(layout.socketDir, account);
  const isAccessNew = writeAccess(dataDir, account);

  const running = readPostmaster(dataDir);
  if (running) {
    // One that is stopping cannot be adopted, nor one whose socket is where the folder was before it moved, nor one
    // whose superuser nobody can be.
    const isHere = running.status !== "stopping" && running.socketDir === layout.socketDir;
    if (isHere && hasSuperuserPassword(layout)) {
      await ready(dataDir, () => running.pid);
      if (isAccessNew) process.kill(running.pid, "SIGHUP");
      return { pid: running.pid };
    }
    await stopPostmaster(running.pid);
  }
  if (!hasSuperuserPassword(layout))
    await pastOrphans(() => giveSuperuserPassword(layout, { program: binaries.postgres, dataDir, account }));
  const options = {
    program: binaries.postgres,
    dataDir,
    arguments: ["-k", layout.socketDir, "-p", "5432", ...asArguments(all)],
    logFile: layout.logFile,
    account,
  };
  const child = await pastOrphans(() => launch(options));
  return { pid: child.pid ?? -1, child };
}

/** After kill -9 of the server its sessions need a moment to notice; until then Postgres refuses the folder. */
async function pastOrphans<T>(start: () => T | Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      const isOrphans = error instanceof RefluxError && /is still in use/.test(error.message);
      if (!isOrphans || attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function embedded(layout: Layout, { pid, child }: Server, releaseLock: () => void): Embedded {
  const exited = child ? once(child) : gone(pid);
  const stop = async (mode: StopMode = "fast") => {
    try {
      await stopPostmaster(pid, mode);
      // Made anew at each start; one under /tmp would stay there for nothing.
      rmSync(layout.socketDir, { recursive: true, force: true });
    } finally {
      releaseLock();
    }
  };
  return {
    url: embeddedUrl(layout.home),
    superuserUrl: superuserUrl(layout),
    pid,
    adopted: child === undefined,
    logFile: layout.logFile,
    exited,
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}

function once(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once("exit", () => resolve());
  });
}

/** An adopted server is not our child, so no event tells us. */
function gone(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve();
    }, 1000);
    timer.unref();
  });
}

/** A folder of somebody else, a read-only or a full disk: whatever the file system says, in our words. */
function asRefluxError(error: unknown, home: string): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("path" in error)) return error;
  return new RefluxError("RFI03", `cannot keep the embedded server in ${home}: ${error.message}`, {
    hint: "does the folder belong to the user who starts REFLUX, and is there room on its disk?",
    cause: error,
  });
}
