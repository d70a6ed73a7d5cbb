import type pg from "pg";
import { type Principal, reachesAll } from "../auth/principal.ts";

/**
 * Which runs a principal may hear of. A run never changes its flow, so what was asked once is remembered; and for
 * tokens that reach every flow nothing is asked.
 */
export class Reach {
  readonly #pool: pg.Pool;
  readonly #flowOfRun = new Map<string, string>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async visible(principal: Principal, runs: readonly string[]): Promise<readonly string[]> {
    if (reachesAll(principal) || runs.length === 0) return runs;
    const flows = new Set(principal.flows.split(","));
    await this.#learn(runs);
    return runs.filter((run) => flows.has(this.#flowOfRun.get(run) ?? ""));
  }

  /** Whether there is such a run, for this principal. */
  async sees(principal: Principal, run: string): Promise<boolean> {
    if (!/^\d{1,18}$/.test(run)) return false;
    await this.#learn([run]);
    const flow = this.#flowOfRun.get(run);
    return flow !== undefined && (reachesAll(principal) || principal.flows.split(",").includes(flow));
  }

  async #learn(named: readonly string[]): Promise<void> {
    const runs = named.filter((run) => !this.#flowOfRun.has(run));
    if (runs.length === 0) return;
    const { rows } = await this.#pool.query<{ run_id: string; flow_id: string }>(
      "select run_id, flow_id from reflux_private.flows_of_runs($1)",
      [runs],
    );
    for (const { run_id: run, flow_id: flow } of rows) this.#flowOfRun.set(run, flow);
    // The oldest go first: a Map keeps the order of insertion.
    for (const run of this.#flowOfRun.keys()) {
      if (this.#flowOfRun.size <= most) break;
      this.#flowOfRun.delete(run);
    }
  }
}

const most = 100_000;
