import { EventEmitter } from "node:events";
import { Logger, type RunnerOptions, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Pool } from "pg";
import type { Place } from "./engine/calls.ts";

/**
 * graphile-worker as the doorbell: a job says that steps may be ready, the step rows say whether they are. One task
 * for each node, so that a job goes only to a worker that can run it.
 */
export type Doorbell = {
  /** Ids under which graphile-worker locks jobs for this process: what has to be unlocked when it dies. */
  pools(): readonly string[];
  stop(): Promise<void>;
};

export type DoorbellOptions = {
  readonly pool: Pool;
  readonly nodes: readonly string[];
  readonly concurrency: number;
  /** Resolves when the steps that this worker got of these are done. */
  readonly onRing: (places: readonly Place[]) => Promise<void>;
  readonly log: (level: string, message: string) => void;
};

export async function startDoorbell(options: DoorbellOptions): Promise<Doorbell> {
  const { pool, nodes, concurrency, onRing, log } = options;
  const task = (payload: unknown) => onRing(placesOf(payload));
  const taskList: TaskList = Object.fromEntries(nodes.map((node) => [`reflux:${node}`, task]));
  const logger = new Logger(() => (level, message) => {
    if (level === "error" || level === "warning") log(level === "error" ? "error" : "warn", message);
  });
  const ids: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => ids.push(workerPool.id));
  const runnerOptions: RunnerOptions = {
    pgPool: pool,
    events,
    taskList,
    noHandleSignals: true,
    preset: {
      worker: {
        concurrentJobs: concurrency,
        logger,
        // Measured: batches fetched and completed at once; nothing is held back (bench/scenarios).
        localQueue: { size: Math.max(concurrency, 100) },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
        pollInterval: 2_000,
      },
    },
  };
  const runner = await run(runnerOptions);
  return { pools: () => ids, stop: () => runner.stop() };
}

function placesOf(payload: unknown): readonly Place[] {
  // Written by reflux_private.enqueue_steps, and by nobody else.
  return (payload as { readonly steps: readonly Place[] }).steps;
}
