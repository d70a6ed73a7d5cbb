import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { RefluxError } from "../errors.ts";
import { startTime } from "./processes.ts";

/** The process that started the embedded server, and so the one that stops it. */
type Holder = { readonly pid: number; readonly started: string };

/**
 * One parent per home folder. The lock file names its holder by pid and start time, so a holder that was killed
 * is recognised even when its pid was given out again. The file appears with its content in one step (`link`),
 * and a stale one is taken away by a `rename` that only one contender can win.
 */
export function takeLock(path: string, home: string): () => void {
  const mine: Holder = { pid: process.pid, started: startTime(process.pid) ?? "" };
  const draft = `${path}.${process.pid}`;
  // A contender changes between "held", "stale" and "free" a few times at the most.
  for (let round = 0; round < 10; round++) {
    if (publish(draft, path, mine)) {
      return () => {
        if (isSame(read(path), mine)) rmSync(path, { force: true });
      };
    }
    const holder = read(path);
    if (holder && isLive(holder)) throw inUse(home, holder.pid);
    if (holder) removeStale(path, holder);
  }
  throw new RefluxError("RFI04", `could not take the lock ${path}: others keep taking it`, {
    hint: "start REFLUX once per folder",
  });
}

/** The live parent of the embedded server of this home, if there is one. */
export function lockHolder(path: string): number | undefined {
  const holder = read(path);
  return holder && isLive(holder) ? holder.pid : undefined;
}

function publish(draft: string, path: string, holder: Holder): boolean {
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Between our reading and the rename the lock may have changed hands: then it is put back. */
function removeStale(path: string, stale: Holder): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (!isSame(read(aside), stale)) linkSync(aside, path);
  } catch {
    // Another contender was faster: the next round sees what it left.
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value !== "object" || value === null) return unreadable;
    const { pid, started } = value as Partial<Record<keyof Holder, unknown>>;
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : unreadable;
  } catch (error) {
    return error instanceof SyntaxError ? unreadable : undefined;
  }
}

/** A lock that says nothing (a disk that ran full, say) is nobody's: no process has pid -1. */
const unreadable: Holder = { pid: -1, started: "" };

function isLive(holder: Holder): boolean {
  return holder.pid > 0 && startTime(holder.pid) === holder.started;
}

function isSame(a: Holder | undefined, b: Holder): boolean {
  return a?.pid === b.pid && a.started === b.started;
}

function inUse(home: string, pid: number): RefluxError {
  return new RefluxError("RFI04", `${home} is in use: process ${pid} runs its embedded server`, {
    detail: { pid, home },
    hint: `stop process ${pid} first, or set REFLUX_HOME to another folder`,
  });
}
