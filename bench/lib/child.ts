import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Call, Reply } from "./calls.ts";

/** A process that answers calls (`serveCalls`), and what it weighs. */
export type Child = AsyncDisposable & {
  readonly pid: number;
  call<Result>(method: string, params?: unknown): Promise<Result>;
  /** Resident memory now and at its peak, in megabytes. Linux only; elsewhere not a number. */
  memory(): { readonly now: number; readonly peak: number };
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 180_000;

/** Starts `file` (relative to bench/) and waits until it answers. */
export async function startChild(file: string, env: Readonly<Record<string, string>>): Promise<Child> {
  const child = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), [], {
    env: { ...process.env, NODE_ENV: "production", NODE_NO_WARNINGS: "1", NO_LOG_SUCCESS: "1", ...env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const exited = once(child, "exit").then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended\n${said}`));
    waiting.clear();
  });
  child.on("message", (reply: Reply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) call?.resolve(reply.result);
    else call?.reject(new Error(`${file}: ${reply.error}`));
  });
  const expect = async (id: number, send: () => void) =>
    await new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      send();
    });
  // The child says 0 when it is ready.
  const timer = setTimeout(() => child.kill("SIGKILL"), READY_WITHIN_MS);
  await expect(0, () => undefined);
  clearTimeout(timer);

  let last = 0;
  const stop = async () => {
    if (child.connected) child.disconnect();
    const kill = setTimeout(() => child.kill("SIGKILL"), 20_000);
    await exited;
    clearTimeout(kill);
  };
  return {
    pid: child.pid ?? -1,
    call: async <Result>(method: string, params: unknown = {}) => {
      const call: Call = { id: (last += 1), method, params };
      // Both ends are ours: the handler of that name answers this type.
      return (await expect(call.id, () => child.send(call))) as Result;
    },
    memory: () => memoryOf(child.pid ?? -1),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function memoryOf(pid: number): { now: number; peak: number } {
  const field = (name: string, text: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN) / 1024;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return { now: field("VmRSS", status), peak: field("VmHWM", status) };
  } catch {
    return { now: Number.NaN, peak: Number.NaN };
  }
}
