import { fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { Life } from "./child.ts";

/**
 * A module of ours as a process of its own, with the environment that it is given. It says once that it is ready, over
 * a channel whose closing asks it to stop, whether we closed it or were killed: it outlives us by no more than it takes
 * to end in good order.
 */
export type ModuleProgram = {
  readonly command: readonly [module: string, ...args: string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Of what it writes, to stdout or to stderr. */
  readonly onLine: (line: string) => void;
};

export type ModuleLife = Life & { readonly ready: Promise<unknown> };

export function startModule({ command: [module, ...args], env, onLine }: ModuleProgram): ModuleLife {
  const child = fork(module, args, { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const ready = Promise.withResolvers<unknown>();
  const ended = Promise.withResolvers<string>();
  for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on("line", onLine);
  child.on("message", (message) => {
    if (typeof message === "object" && message !== null && "ready" in message) ready.resolve(message);
  });
  child.once("error", (error) => ended.resolve(error.message));
  child.once("exit", (code, signal) => ended.resolve(signal ?? `exit code ${code}`));
  return {
    pid: child.pid,
    ready: ready.promise,
    ended: ended.promise,
    kill: () => child.kill("SIGKILL"),
    stop: async (graceMs) => {
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill("SIGKILL"), graceMs);
      const why = await ended.promise;
      clearTimeout(late);
      return why;
    },
  };
}
