import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { eventually } from "./eventually.ts";

export type CommandOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Where it is called; the repository's root. */
  readonly cwd?: string;
};

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The command line as a user runs it: a process of its own, with an environment that holds nothing of ours but where code lies compiled. */
export async function reflux(args: readonly string[], options: CommandOptions = {}): Promise<Finished> {
  const command = startReflux(args, options);
  const code = await command.exited;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}

/** What a command printed for programs. */
export async function refluxJson<T>(args: readonly string[], options: CommandOptions = {}): Promise<T> {
  const { code, stdout, stderr } = await reflux([...args, "--json"], options);
  if (code !== 0) throw new Error(`reflux ${args.join(" ")}: exit code ${code}\n${stderr}`);
  // The caller says what the command promises; its assertions find out.
  return JSON.parse(stdout) as T;
}

export type Started = AsyncDisposable & {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<number | null>;
  /** The match in what it has printed, on either stream, as soon as there is one. */
  printed(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
};

/** A command that goes on. It is killed when it is disposed of, unless it has ended by itself. */
export function startReflux(args: readonly string[], options: CommandOptions = {}): Started {
  const child = spawn(process.execPath, [cli, ...args], {
    env: {
      PATH: process.env["PATH"],
      HOME: "/tmp",
      TERM: "dumb",
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? "",
      ...options.env,
    },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  // A command that ends without reading what it is given is free to do so.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const exited = once(child, "close").then(([code]) => code as number | null);
  const all = () => stripVTControlCharacters(output.stdout + output.stderr);
  return {
    child,
    pid: child.pid ?? -1,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    printed: async (pattern, withinMs = 30_000) =>
      await eventually(`reflux ${args.join(" ")} prints ${pattern}`, () => pattern.exec(all()), {
        withinMs,
      }).catch((cause: unknown) => {
        throw new Error(`reflux ${args.join(" ")} did not print ${pattern}, but:\n${all()}`, { cause });
      }),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** The processes that it runs `reflux <command>` in. */
export function childrenOf({ pid }: Started, command: string): readonly number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  return rows
    .map((row) => /^ *(\d+) +(\d+) +(.*)$/.exec(row))
    .filter((row) => row?.[2] === String(pid) && row[3]?.includes(`reflux.ts ${command}`))
    .map((row) => Number(row?.[1]));
}

const cli = fileURLToPath(new URL("../../reflux.ts", import.meta.url));
