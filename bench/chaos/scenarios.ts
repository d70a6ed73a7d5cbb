import type { TestServer } from "#db/testing/server.ts";
import type { Arena } from "#worker/testing/faults/arena.ts";
import { commonOutages } from "#worker/testing/faults/common-outages.ts";
import { cutConnections } from "#worker/testing/faults/cut-connections.ts";
import { deafDoorbell } from "#worker/testing/faults/deaf-doorbell.ts";
import { failOver } from "#worker/testing/faults/fail-over.ts";
import { freezeWorker } from "#worker/testing/faults/freeze-worker.ts";
import { fullDisk } from "#worker/testing/faults/full-disk.ts";
import { heldByPeople } from "#worker/testing/faults/held-by-people.ts";
import { killWorkers } from "#worker/testing/faults/kill-workers.ts";
import { losePostgres } from "#worker/testing/faults/lose-postgres.ts";
import { oracleGraphs } from "#worker/testing/faults/oracle-graphs.ts";
import { poisonSteps } from "#worker/testing/faults/poison-step.ts";
import { randomGraphs } from "#worker/testing/faults/random-graphs.ts";
import { setDatabaseClock } from "#worker/testing/faults/set-database-clock.ts";
import { wrongClocks } from "#worker/testing/faults/wrong-clocks.ts";

/** One kind of fault, again and again. Ends with the promise checker and the count of effects; a broken one throws. */
export type Scenario = {
  readonly name: string;
  readonly what: string;
  readonly run: (arena: Arena, server: TestServer, seed: number, size: Size) => Promise<Summary>;
};

export type Summary = Readonly<Record<string, unknown>>;

/** The full size, or a small one that shows the suite itself works. */
export type Size = (full: number, small: number) => number;

export const scenarios: readonly Scenario[] = [
  {
    name: "kill",
    what: "kill -9 of a worker in the middle of a step",
    run: (arena, _, seed, size) =>
      killWorkers(arena, { runs: size(2_000, 40), kills: size(50, 2), seed }).then((summary) => {
        if (summary.longestMs > 2 * arena.leaseMs + 3_000)
          throw new Error(
            `a dead worker's step waited ${summary.longestMs} ms, twice the lease is ${2 * arena.leaseMs}`,
          );
        return summary;
      }),
  },
  {
    name: "restart",
    what: "Postgres restarted every 5 to 10 s",
    run: (arena, server, seed, size) =>
      losePostgres(arena, server, {
        runs: size(600, 20),
        times: size(20, 1),
        pauseMs: 7_500,
        modes: ["fast"],
        seed,
      }),
  },
  {
    name: "crash",
    what: "pg_ctl -m immediate and kill -9 of the postmaster in turn",
    run: (arena, server, seed, size) =>
      losePostgres(arena, server, {
        runs: size(400, 20),
        times: size(14, 2),
        pauseMs: 5_000,
        modes: ["immediate", "kill"],
        seed,
      }),
  },
  {
    name: "connections",
    what: "connections cut, listeners ended, replies lost after their commit",
    run: (arena, _, seed, size) => cutConnections(arena, { runs: size(800, 20), cuts: size(150, 5), seed }),
  },
  {
    name: "freeze",
    what: "SIGSTOP past the lease, then SIGCONT",
    run: (arena, _, __, size) => freezeWorker(arena, { rounds: size(10, 1) }),
  },
  {
    name: "clocks",
    what: "workers' clocks an hour off, both ways",
    run: (arena, _, __, size) => wrongClocks(arena, { runs: size(200, 5) }),
  },
  {
    name: "database clock",
    what: "the database's clock set an hour forward and back",
    run: (arena, server, _, size) =>
      setDatabaseClock(arena, server, {
        runs: size(50, 5),
        steps: size(1, 0) ? [3_600, 0, -3_600, 0, 3_600, -3_600] : [3_600, 0],
      }),
  },
  {
    name: "poison",
    what: "steps that kill their process",
    run: (arena, _, __, size) => poisonSteps(arena, { poisons: size(5, 1), runs: size(200, 10) }),
  },
  {
    name: "outages",
    what: "outages longer than any lease with every lane busy, and one of over a minute under steps that write",
    run: (arena, server, _, size) =>
      commonOutages(arena, server, {
        steps: size(30, 6),
        outages: 2,
        stepMs: size(12_000, 6_000),
        longestMs: size(75_000, 0),
      }),
  },
  {
    name: "held",
    what: "runs held by a person, tables by a backup, while others run and a worker starts",
    run: (arena, _, __, size) =>
      heldByPeople(arena, { held: size(20, 6), others: size(200, 10), holdMs: size(30_000, 5_000) }),
  },
  {
    name: "deaf",
    what: "nothing can be written for a while, and doorbells are hung meanwhile",
    run: (arena, server, _, size) =>
      deafDoorbell(arena, server, { rounds: size(5, 1), runs: size(50, 5), windowMs: 8_000 }),
  },
  {
    name: "failover",
    what: "the primary dies, its standby is promoted",
    run: (_, server, __, size) => failOver(server, { runs: size(300, 20) }),
  },
  {
    name: "disk",
    what: "no room for tables, for a while",
    run: (arena, server, _, size) =>
      fullDisk(arena, server, { folder: "base", runs: size(200, 20), fullMs: size(8_000, 3_000) }),
  },
  {
    name: "log disk",
    what: "no room for the log, for a while: the server ends, and comes back",
    run: (arena, server, _, size) =>
      fullDisk(arena, server, { folder: "pg_wal", runs: size(200, 20), fullMs: size(8_000, 3_000) }),
  },
  {
    name: "graphs",
    what: "random graphs, failures, kills, pauses, cancels and re-drives",
    run: (arena, _, seed, size) =>
      randomGraphs(arena, { graphs: size(200, 8), runsEach: 5, kills: size(25, 1), seed }),
  },
  {
    name: "oracle",
    what: "random graphs, kills and people, each step compared with what an oracle says",
    run: (arena, _, seed, size) =>
      oracleGraphs(arena, { graphs: size(1_000, 10), runsEach: 2, kills: size(60, 1), seed }),
  },
];

/** On one line. */
export function shortly(summary: Summary): string {
  return Object.entries(summary)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
