import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { killGroup } from "./kill-group.ts";
import { limited, withParent } from "./limits.ts";
import { tailOf } from "./tail.ts";

/** A program that runs to its end: what it printed counts, and how it ended. */
export type ProgramRun = {
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  /** All that it has of an environment. */
  readonly env: NodeJS.ProcessEnv;
  /** By the clock; after that it and what it started are killed. */
  readonly deadlineMs: number;
  readonly cpuSeconds?: number;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
};

export type ProgramEnd = {
  readonly ok: boolean;
  /** A signal or an exit code, or why it could not be started. */
  readonly why: string;
  /** The last of what it wrote, to stdout and to stderr, without passwords of addresses. */
  readonly output: string;
};

const OUTPUT_BYTES = 16_384;
const CPU_SECONDS = 3_600;

export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { command, cwd, env, deadlineMs, cpuSeconds = CPU_SECONDS, signal, onLine } = run;
  const [program = "", ...args] = limited({ cpuSeconds }, [...withParent(), ...command]);
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const outputs: readonly Readable[] = [child.stdout, child.stderr];
  const tails = outputs.map((stream) => tailOf(stream, OUTPUT_BYTES, {}));
  if (onLine) for (const input of outputs) createInterface({ input }).on("line", onLine);
  const { promise, resolve } = Promise.withResolvers<string>();
  const kill = (why: string) => {
    resolve(why);
    killGroup(child);
  };
  const late = setTimeout(() => kill(`it took longer than ${deadlineMs} ms`), deadlineMs);
  const onAbort = () => kill("it was ended");
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  child.once("error", (error) => resolve(error.message));
  child.once("close", (code, by) => resolve(by ?? `exit code ${code}`));
  const why = await promise;
  clearTimeout(late);
  signal?.removeEventListener("abort", onAbort);
  const output = tails
    .map((tail) => tail())
    .filter((text) => text !== "")
    .join("\n");
  return { ok: why === "exit code 0", why, output };
}
