import type pg from "pg";
import { counter, gauge } from "./meters.ts";
import { line, type Metric } from "./registry.ts";

/** What Postgres knows about the engine; `rate(reflux_attempts_total[1m])` is steps per second. */
export async function engineMetrics(pool: pg.Pool): Promise<readonly Metric[]> {
  const { rows } = await pool.query<Row>("select name, label, value from reflux_private.engine_metrics()");
  const one = (name: string, metric: string, labels = {}) =>
    rows.filter((row) => row.name === name).map(({ value }) => line(metric, labels, value));
  const inserted = (table: string, metric: string) =>
    rows
      .filter(({ name, label }) => name === "inserted" && label === table)
      .map(({ value }) => line(metric, {}, value));
  return [
    gauge(
      "reflux_runs",
      "Live runs by state.",
      rows
        .filter(({ name }) => name === "runs")
        .map(({ label, value }) => line("reflux_runs", { state: label ?? "" }, value)),
    ),
    counter("reflux_runs_total", "Runs started.", inserted("runs", "reflux_runs_total")),
    counter(
      "reflux_attempts_total",
      "Tries of steps that ended.",
      inserted("attempts", "reflux_attempts_total"),
    ),
    gauge("reflux_queue_jobs", "Jobs that wait for a worker.", one("waiting_jobs", "reflux_queue_jobs")),
    gauge(
      "reflux_queue_oldest_seconds",
      "How long the oldest has waited.",
      one("oldest_job_seconds", "reflux_queue_oldest_seconds"),
    ),
    gauge("reflux_workers", "Live workers.", one("workers", "reflux_workers")),
    gauge(
      "reflux_deaf_workers",
      "Live workers that the queue does not answer.",
      one("deaf_workers", "reflux_deaf_workers"),
    ),
    gauge("reflux_worker_places", "Steps that live workers can run at once.", [
      ...one("places", "reflux_worker_places", { state: "all" }),
      ...one("idle", "reflux_worker_places", { state: "idle" }),
    ]),
    gauge(
      "reflux_stuck_steps",
      "Steps that should move and do not, counted up to 1000.",
      one("stuck_steps", "reflux_stuck_steps"),
    ),
    gauge(
      "reflux_dead_schedules",
      "Schedules of enabled flows that have no next time.",
      one("dead_schedules", "reflux_dead_schedules"),
    ),
    gauge(
      "reflux_dead_on_failure_flows",
      "On-failure flows that are set and start nothing: archived, disabled, never deployed.",
      one("dead_on_failure_flows", "reflux_dead_on_failure_flows"),
    ),
  ];
}

type Row = { readonly name: string; readonly label: string | null; readonly value: number };
