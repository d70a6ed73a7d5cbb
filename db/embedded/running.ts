import { existsSync, realpathSync } from "node:fs";
import { embeddedUrl, layoutOf } from "./layout.ts";
import { lockHolder } from "./lock.ts";
import { readPostmaster, stopPostmaster } from "./postmaster.ts";

export type Running = {
  readonly url: string;
  readonly pid: number;
  /** The REFLUX process that started it; undefined when that was killed and the server is on its own. */
  readonly parent: number | undefined;
};

/** The embedded server of a home folder if it runs: for commands beside `reflux dev`, and for `doctor`. */
export function runningEmbedded(home: string): Running | undefined {
  const { dataDir, lockFile } = layoutOf(home);
  if (!existsSync(dataDir)) return undefined;
  const postmaster = readPostmaster(realpathSync(dataDir));
  return postmaster && { url: embeddedUrl(home), pid: postmaster.pid, parent: lockHolder(lockFile) };
}

/** Stops a server whose parent is gone. One with a living parent is that parent's to stop. */
export async function stopAbandoned(home: string): Promise<boolean> {
  const running = runningEmbedded(home);
  if (!running || running.parent !== undefined) return false;
  await stopPostmaster(running.pid);
  return true;
}
