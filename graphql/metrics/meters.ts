import { monitorEventLoopDelay } from "node:perf_hooks";
import type pg from "pg";
import type { Answer } from "../http/serve.ts";
import { Counter, Histogram, line, type Metric } from "./registry.ts";

/** Seconds; fine where a webhook's promise is (60 ms), coarse where only "slow" matters. */
const latency = [0.002, 0.005, 0.01, 0.02, 0.03, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What this process counts about itself. */
export class Meters implements Disposable {
  readonly #answers = new Counter();
  readonly #seconds = new Histogram(latency);
  readonly #loop = monitorEventLoopDelay({ resolution: 20 });

  constructor() {
    this.#loop.enable();
  }

  answered({ route, status, seconds }: Answer): void {
    this.#answers.add({ route, status: String(status) });
    this.#seconds.observe(seconds, { route });
  }

  metrics(state: ServerState): readonly Metric[] {
    const { pools, sockets, bodyBytes, answerBytes, isListening } = state;
    return [
      counter(
        "reflux_http_requests_total",
        "Answers by route and status.",
        this.#answers.lines("reflux_http_requests_total"),
      ),
      {
        name: "reflux_http_seconds",
        help: "Time to the answer by route; hooks are the webhooks.",
        type: "histogram",
        lines: this.#seconds.lines("reflux_http_seconds"),
      },
      gauge("reflux_websockets", "Open websockets.", [line("reflux_websockets", {}, sockets)]),
      gauge("reflux_body_bytes", "Bytes of request bodies in memory.", [
        line("reflux_body_bytes", {}, bodyBytes),
      ]),
      gauge("reflux_answer_bytes", "Bytes read for answers that are still in memory.", [
        line("reflux_answer_bytes", {}, answerBytes),
      ]),
      gauge("reflux_listening", "1 while changes are heard as they happen.", [
        line("reflux_listening", {}, isListening ? 1 : 0),
      ]),
      gauge(
        "reflux_pool_connections",
        "Connections to Postgres by pool and state; waiting are requests without one.",
        Object.entries(pools).flatMap(([pool, { totalCount, idleCount, waitingCount }]) => [
          line("reflux_pool_connections", { pool, state: "busy" }, totalCount - idleCount),
          line("reflux_pool_connections", { pool, state: "idle" }, idleCount),
          line("reflux_pool_connections", { pool, state: "waiting" }, waitingCount),
        ]),
      ),
      gauge(
        "reflux_event_loop_delay_seconds",
        "99th percentile of the delay of the event loop since the last scrape.",
        [line("reflux_event_loop_delay_seconds", {}, this.#takeDelay())],
      ),
      gauge("process_resident_memory_bytes", "Memory of this process.", [
        line("process_resident_memory_bytes", {}, process.memoryUsage.rss()),
      ]),
    ];
  }

  [Symbol.dispose](): void {
    this.#loop.disable();
  }

  #takeDelay(): number {
    const nanoseconds = this.#loop.percentile(99);
    this.#loop.reset();
    return nanoseconds / 1e9;
  }
}

export type ServerState = {
  readonly pools: Readonly<Record<string, Pick<pg.Pool, "totalCount" | "idleCount" | "waitingCount">>>;
  readonly sockets: number;
  readonly bodyBytes: number;
  readonly answerBytes: number;
  readonly isListening: boolean;
};

export function gauge(name: string, help: string, lines: readonly string[]): Metric {
  return { name, help, type: "gauge", lines };
}

export function counter(name: string, help: string, lines: readonly string[]): Metric {
  return { name, help, type: "counter", lines };
}
