import {
  addToStart,
  batchedRows,
  chainColumn,
  fanOutColumn,
  idleSuffix,
  one,
  runStart,
  stepGap,
} from "./lib/names.ts";
import { graphileWorker } from "./lib/peers.ts";
import type { Suite } from "./lib/scenario.ts";
import { atLeast, atMost, cell, type Table } from "./lib/table.ts";
import { drain } from "./scenarios/drain.ts";
import { deployed, derived, graphs, p95, seconds } from "./scenarios/graphs.ts";
import { latency } from "./scenarios/latency.ts";
import { memory } from "./scenarios/memory.ts";
import { payload } from "./scenarios/payload.ts";
import { people, redriven } from "./scenarios/people.ts";
import { alone, nothing, statements, underLoad } from "./scenarios/statements.ts";
import { throughput } from "./scenarios/throughput.ts";
import { flat, paced, webhook } from "./scenarios/webhook.ts";

/** The engine: what it does in a second, how soon it does it, what it costs, and the bars it has to clear. */
export const engine: Suite = {
  name: "engine",
  documents: ["README.md", "bench/README.md"],
  scenarios: [throughput, payload, latency, webhook, statements, drain, people, graphs, memory],
  bars: (tables) => {
    const steps = (row: string, column = chainColumn) => cell(tables, "throughput", row, column);
    const p50 = (row: string) => cell(tables, "latency", row + idleSuffix, "p50 ms");
    return [
      atLeast(10, "chain ÷ DBOS", ratio(steps(one), steps("DBOS"))),
      atLeast(10, "fan-out ÷ DBOS", ratio(steps(one, fanOutColumn), steps("DBOS", fanOutColumn))),
      atLeast(8, "chain ÷ bare graphile-worker at its best", ratio(steps(one), steps(graphileWorker.name))),
      atLeast(0.15, "chain ÷ batched row limit", ratio(steps(one), steps(batchedRows))),
      atMost(
        0.5,
        "step → next step ÷ graphile-worker's add → task, p50",
        ratio(p50(stepGap), p50(addToStart)),
      ),
      atMost(
        1,
        "call → first node ÷ graphile-worker's add → task, p50",
        ratio(p50(runStart), p50(addToStart)),
      ),
      atMost(60, "webhook → 202 at 200/s, p99 ms", cell(tables, "webhook", paced, "p99 ms")),
      atMost(1_000, "slowest webhook at full load, ms", cell(tables, "webhook", flat, "slowest ms")),
      atMost(0.2, "statements per step under load", cell(tables, "statements", underLoad, "statements")),
      atMost(3, "statements per step, one run at a time", cell(tables, "statements", alone, "statements")),
      atMost(5, "queries/s when idle", cell(tables, "statements", nothing, "statements")),
      atLeast(0.7, "long queue: last decile ÷ first", drained(tables, "last ÷ first")),
      atMost(1_000, "urgent run begins in a long queue, ms", drained(tables, "urgent run begins, ms")),
      ...["chain", "fan-out"].flatMap((shape) => [
        atMost(
          1,
          `deploy of 10,000 steps, ${shape}, s`,
          cell(tables, "graphs", `${deployed}: ${shape}`, seconds),
        ),
        atMost(
          100,
          `derive_graph of 10,000, ${shape}, ms`,
          cell(tables, "graphs", `${derived}: ${shape}`, p95),
        ),
      ]),
      atMost(2, "10,000 failed steps are re-driven, s", cell(tables, "people", redriven, "seconds")),
    ];
  },
};

function drained(tables: readonly Table[], column: string): number | undefined {
  return tables.find(({ key }) => key === "drain")?.rows[0]?.cells[column]?.median;
}

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}
