import { type ChildProcess, fork } from "node:child_process";

/** A worker process that may be stopped, frozen and killed. */
export type WorkerProcess = {
  readonly id: string;
  readonly pid: number;
  readonly logged: readonly string[];
  readonly exited: Promise<number | null>;
  signal(name: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void;
};

export type SpawnOptions = {
  readonly url: string;
  readonly concurrency?: number;
  readonly graceMs?: number;
  /** How wrong its clock is. */
  readonly clockShiftMs?: number;
};

const here = (file: string) => new URL(file, import.meta.url).pathname;
const children = new Set<ChildProcess>();

/** Resolves when it has joined; rejects when it ends before that. */
export async function spawnWorker(options: SpawnOptions): Promise<WorkerProcess> {
  const { url, concurrency = 20, graceMs = 2_000, clockShiftMs } = options;
  const child = fork(here("worker-process.ts"), {
    env: {
      ...process.env,
      WORKER_URL: url,
      WORKER_CONCURRENCY: String(concurrency),
      WORKER_GRACE_MS: String(graceMs),
      CLOCK_SHIFT_MS: String(clockShiftMs ?? 0),
    },
    execArgv: clockShiftMs === undefined ? [] : ["--import", here("shift-clock.ts")],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  children.add(child);
  const logged: string[] = [];
  let stderr = "";
  child.stderr?.on("data", (data: Buffer) => {
    stderr = `${stderr}${data.toString()}`.slice(-4_000);
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  const ready = Promise.withResolvers<string>();
  child.on(
    "message",
    (message: { readonly ready?: string; readonly level?: string; readonly message?: string }) => {
      if (message.ready !== undefined) ready.resolve(message.ready);
      else logged.push(`${message.level}: ${message.message}`);
    },
  );
  void exited.then((code) =>
    ready.reject(new Error(`the worker ended with ${code} before it was ready:\n${stderr}`)),
  );
  const id = await ready.promise;
  const { pid } = child;
  if (pid === undefined) throw new Error("the worker has no pid");
  return { id, pid, logged, exited, signal: (name) => void child.kill(name) };
}

/** Ends, by its pid, every worker process that is still there; SIGTERM lets it finish what it is about. */
export async function endSpawned(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill(signal);
      await gone;
    }),
  );
}
