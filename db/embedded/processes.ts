import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** A pid alone does not name a process, since the kernel gives it out again; a pid and a start time do. */
export function startTime(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (existsSync("/proc/self/stat")) {
    const fields = readProc(pid, "stat")
      ?.replace(/^.*\) /s, "")
      .split(" ");
    // Field 22 counts from boot, so the boot belongs to it; the first two fields went with the program's name.
    return fields && `${readProc("sys/kernel/random", "boot_id")?.trim()} ${fields[19]}`;
  }
  return ps(pid, "lstart=");
}

/** The command line of a process, or undefined if it is gone or hidden from us. */
export function commandLine(pid: number): string | undefined {
  if (existsSync("/proc/self/stat")) return readProc(pid, "cmdline")?.replaceAll("\0", " ").trim();
  return ps(pid, "command=");
}

/** The folder a process works in, where the system tells. */
export function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A dead process waits for its parent to notice, in some containers for ever.
    return !readProc(pid, "stat")?.includes(") Z ");
  } catch (error) {
    // A process of another user exists as well.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Waits until `check` answers something; false when the deadline passes first. */
export async function until(check: () => boolean, timeoutMs: number, everyMs = 10): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!check()) {
    if (performance.now() > deadline) return false;
    await delay(everyMs);
  }
  return true;
}

function readProc(folder: number | string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${folder}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}
