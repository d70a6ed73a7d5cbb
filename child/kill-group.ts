import type { ChildProcess } from "node:child_process";

/** Ends a process that leads a group, and what it started. */
export function killGroup(child: Pick<ChildProcess, "pid" | "kill">): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended meanwhile, or is not yet the leader of its group.
    child.kill("SIGKILL");
  }
}
