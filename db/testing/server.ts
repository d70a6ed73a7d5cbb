import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { layoutOf } from "../embedded/layout.ts";
import { lockHolder } from "../embedded/lock.ts";
import type { StopMode } from "../embedded/postmaster.ts";
import { stopAbandoned } from "../embedded/running.ts";
import { type Settings, throwAway } from "../embedded/settings.ts";
import { type Embedded, startEmbedded } from "../embedded/start.ts";

const gibibyte = 2 ** 30;

/** A server of one's own that may be stopped, killed and started again under the same connection string. */
export type TestServer = AsyncDisposable & {
  /** Of the owner, who is no superuser. */
  readonly url: string;
  readonly superuserUrl: string;
  readonly pid: () => number;
  readonly stop: (mode?: StopMode) => Promise<void>;
  readonly start: () => Promise<void>;
  readonly restart: (mode?: StopMode) => Promise<void>;
  /** kill -9 of the postmaster: the nearest to a power failure that a test can do. Returns when it is dead. */
  readonly kill: () => Promise<void>;
};

export async function startTestServer(settings: Settings = {}): Promise<TestServer> {
  const home = temporaryHome();
  const start = () => startEmbedded({ home, settings: { ...throwAway, ...settings } });
  let server: Embedded = await start();
  const stop = async (mode?: StopMode) => await server.stop(mode);
  const restart = async (mode?: StopMode) => {
    await stop(mode);
    server = await start();
  };
  return {
    url: server.url,
    superuserUrl: server.superuserUrl,
    pid: () => server.pid,
    stop,
    start: async () => {
      server = await start();
    },
    restart,
    kill: async () => {
      process.kill(server.pid, "SIGKILL");
      await server.exited;
      // The lock is still ours: given back, so that `start` is the first start of a new parent.
      await server.stop();
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop("immediate");
      removeHome(home);
    },
  };
}

/** Removes the servers of test runs that were killed before they could clean up. */
export async function sweepTestServers(): Promise<void> {
  for (const name of readdirSync(scratch).filter((entry) => entry.startsWith(prefix))) {
    const home = join(scratch, name);
    const { lockFile } = layoutOf(home);
    // Without a lock it may be about to start.
    if (!existsSync(lockFile) || lockHolder(lockFile) !== undefined) continue;
    await stopAbandoned(home);
    removeHome(home);
  }
}

/** An empty folder that the server's account can enter, whoever we are. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(scratch, prefix));
  chmodSync(home, 0o711);
  return home;
}

/**
 * Where test servers keep their files: in memory, where there is plenty. A run makes and drops thousands of databases, and on
 * a disk copying their files took ten times the processor. Short and not $TMPDIR: a socket's path has to fit.
 */
export const scratch = hasRoom("/dev/shm") ? "/dev/shm" : "/tmp";

const prefix = "reflux-test-";

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 6 * gibibyte && totalmem() > 12 * gibibyte;
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
