import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { RefluxError } from "../errors.ts";
import { type Account, credentials } from "./account.ts";
import { serverEnvironment } from "./data-folder.ts";
import { commandLine, isAlive, until, workingFolder } from "./processes.ts";

/** What Postgres itself says about its server, in the first lines of `postmaster.pid`. */
export type Postmaster = { readonly pid: number; readonly socketDir: string; readonly status: string };

export type StopMode = "smart" | "fast" | "immediate";

/** The server that runs on this data folder, if one does. A pid that now belongs to another program is not one. */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  const file = join(dataDir, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const [pid, , , , socketDir = "", , , status = ""] = readFileSync(file, "utf8").split("\n");
  const number = Number(pid);
  if (!(number > 0) || !isAlive(number)) return undefined;
  if (isStranger(number, dataDir)) return undefined;
  return { pid: number, socketDir, status: status.trim() };
}

export type Launch = {
  readonly program: string;
  readonly dataDir: string;
  readonly arguments: readonly string[];
  readonly logFile: string;
  readonly account: Account | undefined;
};

/**
 * Starts the server in a session of its own: Ctrl-C in the terminal reaches REFLUX, which drains and then stops
 * the server, and not the server first. For the same reason it outlives a killed parent; the next start adopts it.
 */
export async function launch(options: Launch): Promise<ChildProcess> {
  forgetStrangersPid(options.dataDir);
  rotate(options.logFile);
  const before = statSync(options.logFile, { throwIfNoEntry: false })?.size ?? 0;
  const log = openSync(options.logFile, "a", 0o600);
  const child = spawn(options.program, ["-D", options.dataDir, ...options.arguments], {
    ...credentials(options.account),
    cwd: options.dataDir,
    env: serverEnvironment,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const failed = Promise.withResolvers<never>();
  child.once("error", failed.reject);
  child.once("exit", () => failed.reject(new Error("the server ended while it started")));
  failed.promise.catch(() => undefined);
  try {
    await Promise.race([ready(options.dataDir, () => child.pid ?? -1), failed.promise]);
  } catch (cause) {
    const written = readFileSync(options.logFile).subarray(before).toString();
    const output = withoutOthers(written, child.pid ?? -1).trim();
    throw new RefluxError(
      "RFI03",
      `the embedded server did not start: ${lastLine(output) || String(cause)}`,
      {
        detail: { log: options.logFile, output: output.slice(-4000) },
        hint: `the whole story is in ${options.logFile}`,
        cause,
      },
    );
  }
  child.unref();
  return child;
}

/** Recovery after a crash may take minutes; a server that ends is noticed at once, so the deadline is generous. */
const readyWithinMs = 300_000;

/** Waits until the server of this pid takes connections. */
export async function ready(dataDir: string, pid: () => number): Promise<void> {
  const isReady = () => {
    const postmaster = readPostmaster(dataDir);
    return postmaster?.pid === pid() && postmaster.status === "ready";
  };
  if (await until(isReady, readyWithinMs)) return;
  throw new RefluxError("RFI03", `the embedded server is not ready after ${readyWithinMs / 1000} s`, {
    hint: "its log says what it is doing; start again to wait longer",
  });
}

/** Asks politely, then firmly: `fast` ends sessions, `immediate` ends the server as a crash would (nothing is lost). */
export async function stopPostmaster(pid: number, mode: StopMode = "fast", graceMs = 15_000): Promise<void> {
  for (const step of stopOrder.slice(stopOrder.indexOf(mode))) {
    signal(pid, signals[step]);
    if (await until(() => !isAlive(pid), graceMs)) return;
  }
  throw new RefluxError("RFI03", `the embedded server (process ${pid}) does not stop`, {
    detail: { pid },
    hint: `look at process ${pid}; a disk that does not answer looks like this`,
  });
}

const stopOrder: readonly StopMode[] = ["smart", "fast", "immediate"];
const signals = { smart: "SIGTERM", fast: "SIGINT", immediate: "SIGQUIT" } as const;

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
}

/** A server works in its data folder. Where that cannot be seen, doubt counts as "ours": a double is worse. */
function isStranger(pid: number, dataDir: string): boolean {
  const folder = workingFolder(pid);
  if (folder !== undefined) return folder !== dataDir;
  const line = commandLine(pid);
  return line !== undefined && !/postgres|postmaster/.test(line);
}

/** Postgres trusts any live pid in the file. After a reboot that pid may be any program's. */
function forgetStrangersPid(dataDir: string): void {
  const file = join(dataDir, "postmaster.pid");
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : Number.NaN;
  if (pid > 0 && isAlive(pid)) rmSync(file, { force: true });
}

const largestLog = 16 * 1024 * 1024;

function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLog) renameSync(logFile, `${logFile}.1`);
}

/**
 * What this process wrote into the log, and what names no process. The sessions of a server that was killed write
 * there too, until they notice: their words are not why the new one did not start.
 */
function withoutOthers(log: string, pid: number): string {
  let isOthers = false;
  const isOurs = (line: string) => {
    // The lines of one message that follow its first begin with a tab.
    if (!line.startsWith("\t")) isOthers = ![undefined, String(pid)].includes(writerOf.exec(line)?.[1]);
    return !isOthers;
  };
  return log.split("\n").filter(isOurs).join("\n");
}

/** By the `log_line_prefix` of our settings: time, zone, process. */
const writerOf = /^\S+ \S+ \S+ \[(\d+)\] /;

function lastLine(text: string): string {
  return text.split("\n").findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? text.split("\n").at(-1) ?? "";
}
