import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Logger, type Runner, run, type Task, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Pool } from "pg";
import { shield } from "./doorbell-shield.ts";
import type { Place } from "./engine/calls.ts";
import { patiently, pauseMs } from "./engine/transient.ts";

/**
 * graphile-worker as the doorbell: a job says that steps may be ready, the step rows say whether they are. One task
 * for each node, so that a job goes only to a worker that can run it.
 */
export type Doorbell = {
  /** Ids under which graphile-worker locks jobs for this process: what has to be unlocked when it dies. */
  pools(): readonly string[];
  /** For how long the queue owes us an answer: 0 while what it gave us is still waiting. */
  silenceMs(): number;
  stop(): Promise<void>;
};

export type DoorbellOptions = {
  readonly pool: Pool;
  readonly nodes: readonly string[];
  readonly concurrency: number;
  /** Resolves when the steps that this worker got of these are done. */
  readonly onRing: (places: readonly Place[], priority: number) => Promise<void>;
  /** It hangs again, under another id. */
  readonly onHung: () => void;
  readonly unlock: (pools: readonly string[]) => Promise<unknown>;
  readonly log: (level: "error" | "warn", message: string) => void;
};

/** A doorbell whose connection broke at the wrong moment never says that it has come down. */
const LONGEST_FALL_MS = 10_000;

/**
 * graphile-worker asks twice a second, and keeps an error of its first question for ever. After so long without an answer,
 * by then with errors, it is hung up anew; without any (a lock, a connection that swallows answers), much later.
 */
const DEAF_MS = { failing: 3_000, waiting: 60_000 } as const;

/** So many jobs are answered at once, at least: those of a fan of 10,000 steps. */
const MOST_ANSWERED = 200;

/** So many jobs are fetched at once: what is fetched and not answered yet stands before whatever comes. */
const FETCHED = 25;

export async function startDoorbell(options: DoorbellOptions): Promise<Doorbell> {
  const { log, onHung, unlock } = options;
  const ids = new Set<string>();
  let stopping = false;
  let bell: Runner;
  let tried = 0;
  let repair = Promise.resolve();

  /** graphile-worker shuts itself down when it cannot complete a job: a restart of Postgres at the wrong moment is enough. */
  const onShutDown = (pool: string) => {
    if (stopping) return;
    log("warn", "the doorbell fell off; hanging it up again");
    const fallen = bell;
    repair = repair.then(async () => {
      bell = await hangAgain();
      onHung();
      const fell = fallen.promise.catch(() => undefined);
      void Promise.race([fell, delay(LONGEST_FALL_MS, undefined, { ref: false })]).then(() => forget(pool));
    });
  };
  let hearing: Hearing = { since: performance.now(), isAsking: true, hasFailed: false };
  const silenceMs = () => (hearing.isAsking ? performance.now() - hearing.since : 0);
  const hang = async () => {
    // Each has its own: the one that fell is still talking.
    hearing = { since: performance.now() - silenceMs(), isAsking: true, hasFailed: false };
    const hung = await runQueue(options, hearing, (pool) => ids.add(pool), onShutDown);
    tried = performance.now();
    return hung;
  };
  const hangAgain = async (): Promise<Runner> => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await hang();
      } catch (error) {
        if (stopping) return bell;
        log("warn", `the doorbell: ${messageOf(error)}`);
        await delay(pauseMs(failures));
      }
    }
  };
  /** What it could not give back would stay locked for hours. Its steps are done, or wait for a doorbell. */
  const forget = async (pool: string) => {
    try {
      await patiently(() => unlock([pool]));
      ids.delete(pool);
    } catch (error) {
      log("warn", `the doorbell: ${messageOf(error)}`);
    }
  };

  // When graphile-worker shuts itself down and cannot even give its jobs back, it rejects a promise that nobody holds,
  // and that would end this process. What it has locked is unlocked by `forget`.
  const onStray = (reason: unknown) => {
    if (!(reason instanceof Error && reason.stack?.includes("/graphile-worker/"))) throw reason;
    log("warn", `the doorbell: ${reason.message}`);
  };

  bell = await hang();
  const watch = setInterval(() => {
    const { failing, waiting } = DEAF_MS;
    const deafMs = Math.min(silenceMs(), performance.now() - tried);
    if (stopping || deafMs < (hearing.hasFailed ? failing : waiting)) return;
    tried = performance.now();
    log("warn", `the queue has not answered for ${Math.round(silenceMs() / 1000)} s`);
    // That it shuts down is what hangs it up again. It may be doing so already.
    bell.stop().catch(() => undefined);
  }, 500);
  process.on("unhandledRejection", onStray);
  return {
    pools: () => [...ids],
    silenceMs,
    stop: async () => {
      stopping = true;
      clearInterval(watch);
      await repair;
      await bell.stop().catch((error: unknown) => log("warn", `the doorbell: ${messageOf(error)}`));
      process.off("unhandledRejection", onStray);
    },
  };
}

/** Whether the queue owes an answer, since when, and whether it gave errors instead. */
type Hearing = { since: number; isAsking: boolean; hasFailed: boolean };

function runQueue(
  { pool, nodes, concurrency, onRing, log }: DoorbellOptions,
  hearing: Hearing,
  onBegin: (pool: string) => void,
  onShutDown: (pool: string) => void,
): Promise<Runner> {
  const task: Task = (payload, { job }) => onRing(placesOf(payload), job.priority);
  const taskList: TaskList = Object.fromEntries(nodes.map((node) => [`reflux:${node}`, task]));
  const logger = new Logger(() => (level, message) => {
    // A doorbell holds no connection while its steps run, so fewer connections than jobs are what we want.
    if (message.includes("maxPoolSize")) return;
    if (level === "error") hearing.hasFailed = true;
    if (level === "error" || level === "warning") log(level === "error" ? "error" : "warn", message);
  });
  const events: WorkerEvents = new EventEmitter();
  // They are fetched by priority, but come in the order in which Postgres happened to update them.
  events.on("localQueue:getJobs:complete", ({ jobs }) => jobs.sort((a, b) => a.priority - b.priority));
  events.on("localQueue:getJobs:complete", () => {
    hearing.since = performance.now();
    hearing.hasFailed = false;
  });
  events.on("localQueue:setMode", ({ newMode }) => {
    const isAsking = newMode === "POLLING";
    if (isAsking && !hearing.isAsking) hearing.since = performance.now();
    hearing.isAsking = isAsking;
  });
  const begun = migrationsOf(pool);
  begun.catch(() => undefined);
  events.on("pool:listen:success", ({ client }) =>
    shield(client, {
      most: concurrency,
      hasBroken: async () => (await migrationsOf(pool)) > (await begun),
      onError: (error) => log("warn", `the doorbell: ${messageOf(error)}`),
    }),
  );
  events.on("pool:create", ({ workerPool }) => onBegin(workerPool.id));
  events.on("pool:gracefulShutdown", ({ workerPool }) => onShutDown(workerPool.id));
  return run({
    pgPool: pool,
    events,
    taskList,
    noHandleSignals: true,
    preset: {
      worker: {
        // A job that is answered waits for its steps in our own line, where runs take turns; in the library's queue it would
        // keep the next one from being fetched at all.
        concurrentJobs: Math.max(2 * concurrency, MOST_ANSWERED),
        logger,
        // Measured (bench/scenarios): batches fetched and completed at once. A job that is done may stay for a while, so its
        // commit is shared with others.
        localQueue: { size: FETCHED },
        completeJobBatchDelay: 50,
        failJobBatchDelay: 0,
        pollInterval: 500,
      },
    },
  });
}

/** The newest breaking migration of graphile-worker's schema. */
async function migrationsOf(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ newest: number }>(
    "select coalesce(max(id), 0)::int as newest from graphile_worker.migrations where breaking",
  );
  return rows[0]?.newest ?? 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function placesOf(payload: unknown): readonly Place[] {
  // Written by reflux_private.enqueue_steps, and by nobody else.
  return (payload as { readonly steps: readonly Place[] }).steps;
}
