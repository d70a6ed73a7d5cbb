import { existsSync } from "node:fs";

/** What a process may use. Each limit is the kernel's, so a program in a loop of its own keeps it, too. */
export type Limits = {
  /** Processor time, its start included. */
  readonly cpuSeconds: number;
  /** Memory of its own, whatever in it asks for it: a heap, a library in C, WebAssembly. */
  readonly dataMb?: number | undefined;
};

const SHELL = "/bin/sh";
/** Elsewhere a process is bounded by its deadline alone. */
export const canLimit = existsSync(SHELL);

/** The same command, within limits, and without a dump of its memory when it dies. */
export function limited({ cpuSeconds, dataMb }: Limits, command: readonly string[]): readonly string[] {
  if (!canLimit) return command;
  const memory = dataMb === undefined ? "" : `ulimit -d ${dataMb * 1_024} 2>/dev/null; `;
  return [SHELL, "-c", `ulimit -c 0; ulimit -t ${cpuSeconds}; ${memory}exec "$@"`, "sh", ...command];
}

/** What goes before a command so that it ends with this process, even when that is killed. */
export function withParent(): readonly string[] {
  return existsSync("/usr/bin/setpriv") ? ["setpriv", "--pdeathsig", "KILL"] : [];
}
