import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import { createPoolBeside } from "#db/client.ts";
import { keyFingerprints } from "#db/secrets.ts";
import { withOrder } from "#language/flow/order.ts";
import { type NodeModule, nodeName } from "#nodes/node.ts";
import { startDoorbell } from "./doorbell.ts";
import { type Connect, createEgress } from "./egress/egress.ts";
import { runAttempt } from "./engine/attempt.ts";
import type { Fetch } from "./engine/attempt-reach.ts";
import { engineCalls, type Needs } from "./engine/calls.ts";
import { createCompleter } from "./engine/completer.ts";
import { createGraphs } from "./engine/graphs.ts";
import { createIntake } from "./engine/intake.ts";
import { createJournal } from "./engine/journal.ts";
import { createLanes } from "./engine/lanes.ts";
import type { Lease, StepError } from "./engine/lease.ts";
import { createPermits } from "./engine/permits.ts";
import { createSecrets } from "./engine/secrets.ts";
import { tellSlotKey } from "./engine/slot-key.ts";
import { createSqlSteps } from "./engine/sql-step.ts";
import { closeSandbox } from "./expression/sandbox.ts";
import { hearControl } from "./hear-control.ts";
import { joinWorkers, type Member } from "./membership.ts";
import { byNeeds, probeNeeds } from "./needs/needs.ts";
import { boundedPool } from "./query-pool.ts";
import { scheduler } from "./services/scheduler/scheduler.ts";
import { type RunningService, type Service, startService } from "./services/service.ts";
import { sweeper } from "./services/sweeper.ts";

/**
 * A worker: takes steps, runs their nodes outside any transaction, hands the outcomes back. It keeps no state that
 * matters; killed at any moment, its steps run elsewhere when its lease has ended, and nothing it says after that
 * counts.
 */
export type WorkerOptions = {
  /** As the login of workers; the owner's would do, with rights that nobody needs. At least four connections. */
  readonly pool: Pool;
  /** As the restricted login: for SQL that authors write. */
  readonly queryPool: Pool;
  readonly nodes: readonly NodeModule[];
  /** What nodes reach the network with. */
  readonly fetch: Fetch;
  /** The same for other protocols than HTTP. Default: the public internet only. */
  readonly connect?: Connect;
  /** What `fetch` and `connect` reach beyond the public internet: told, so that steps go where they can be run. */
  readonly allows?: readonly string[];
  readonly name?: string;
  /** Steps at once. */
  readonly concurrency?: number;
  /** How long running steps may go on after `stop`, before they are given back. */
  readonly graceMs?: number;
  readonly log?: (level: "info" | "warn" | "error", message: string) => void;
};

export type Worker = AsyncDisposable & {
  readonly id: () => string;
  /** Steps that run now. */
  readonly running: () => number;
  /** Drains: no new step, `graceMs` for those that run, the rest goes back without a charged attempt. */
  stop(): Promise<void>;
};

/** How long the last calls may take, together, when the database does not answer. */
const LAST_WORDS_MS = 6_000;

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, nodes, concurrency = 100, graceMs = 25_000 } = options;
  const queryPool = boundedPool(options.queryPool);
  const log = options.log ?? (() => undefined);
  // The lease is renewed on a connection of its own: all of the pool's may be waiting for something.
  const own = createPoolBeside(pool, { max: 1, purpose: "lease" });
  const calls = engineCalls(pool, { own });
  const permits = createPermits(concurrency);
  const needs = await probeNeeds(nodes);
  const { able, unable } = byNeeds(nodes, needs);
  const byName = new Map(able.map((node) => [nodeName(node.manifest), node]));
  // The parts need the member, and joining needs the parts; nothing uses it before it has joined.
  const joined: {
    member?: Member;
    pools?: () => readonly string[];
    silenceMs?: () => number;
    scheduler?: RunningService;
  } = {};
  const member = (): Member => {
    if (!joined.member) throw new Error("the worker has not joined yet");
    return joined.member;
  };
  const id = () => member().current().id;
  const journal = createJournal(calls, id);
  const report = (what: string) => (error: unknown) =>
    log("warn", `${what}: ${error instanceof Error ? error.message : String(error)}`);

  let closing = false;
  // Runs are handed by notification to whoever says it is idle: without ears, or on the way out, nobody is.
  const idle = () => (closing || !control.isListening() ? 0 : permits.free());

  const intake = createIntake({
    permits,
    take: (places) => calls.take(id(), places, idle()),
    tell: (lease) => tellSlotKey(id(), lease, attemptParts),
    recall: (places) => calls.recall(id(), places),
    lanes: () => lanes,
    onError: report("recall"),
  });
  const completer = createCompleter({
    send: (outcomes, places) => calls.complete(id(), outcomes, idle(), places),
    offers: intake.offers,
    isMember: () => member().isMember(),
    onUncertain: intake.doubt,
  });
  const sizes = await sizesOf(pool);
  const attemptParts = {
    ...sizes,
    calls,
    nodes: byName,
    newSecrets: createSecrets(calls),
    graphOf: createGraphs(calls),
    giveBack: async (lease: Lease, ...of: Unfit) =>
      await calls.giveBack(id(), lease, ...of).catch((error: unknown) => {
        report("giving back")(error);
        return false;
      }),
    artifacts: calls,
    fetch: options.fetch,
    connect: options.connect ?? createEgress({ allow: [] }).connect,
    journal,
    now: () => member().now(),
  };
  const lanes = createLanes({
    permits,
    ...sizes,
    run: (lease, abort) => runAttempt(lease, attemptParts, abort),
    complete: completer.complete,
    completeWithSql: createSqlSteps({
      pool: queryPool,
      worker: () => member().current(),
      roleFor: calls.sqlRole,
      complete: completer.complete,
      onUncertain: intake.doubt,
    }),
  });

  const hangDoorbell = async () => {
    // Waits for nobody: whatever somebody holds is left for the sweeper. Before anything runs, so that history has its day.
    await calls.keepHouse().catch(report("house"));
    return await startDoorbell({
      pool,
      nodes: [...byName.keys()],
      concurrency,
      onRing: intake.ring,
      unlock: calls.unlock,
      onHung: () => void member().renewNow(),
      log,
    });
  };
  let patience = LAST_WORDS_MS;
  const inTime = async (what: string, work: Promise<unknown>) => {
    const late = new AbortController();
    const begun = performance.now();
    const timeout = delay(patience / 2, undefined, { signal: late.signal }).then(() => {
      throw new Error("the database does not answer; going without");
    });
    await Promise.race([work, timeout]).catch(report(what));
    late.abort();
    patience -= Math.min(patience / 2, performance.now() - begun);
  };

  const control = hearControl({ pool, intake, onFlow: () => joined.scheduler?.wake(), log });
  joined.member = await joinWorkers({
    calls,
    name: options.name ?? `worker ${process.pid}`,
    // Those it cannot run, too: flows may use them, and are told what is missing. A jsonb keeps no order, and forms
    // show fields in that of their author.
    manifests: nodes.map((node) => withOrder(node.announced ?? node.manifest)),
    concurrency,
    means: () => ({ secret_keys: keyFingerprints(), allows: (options.allows ?? []).toSorted(), needs }),
    idle,
    pools: () => joined.pools?.() ?? [],
    silenceMs: () => joined.silenceMs?.() ?? 0,
    onLost: () => {
      log("warn", `worker ${id()} lost its lease; dropping ${lanes.size()} steps`);
      lanes.abort(new Error("the worker's lease was lost"));
    },
    onJoin: (membership) => control.listenAs(membership.id),
    onError: report("renewal"),
  });
  const doorbell = await hangDoorbell().catch(async (error: unknown) => {
    // A start that failed leaves nobody behind who would be taken for alive.
    await inTime("leaving", Promise.all([control.stop(), member().stop()]));
    await inTime("leaving", own.end());
    throw error;
  });
  joined.pools = doorbell.pools;
  joined.silenceMs = doorbell.silenceMs;
  // At once, so that its jobs are not locked by somebody nobody knows.
  await member().renewNow();
  const serve = (service: Service) => startService(service, report(service.name));
  const scheduling = serve(scheduler({ calls, onError: report("scheduler") }));
  joined.scheduler = scheduling;
  const sweeping = serve(
    sweeper({
      calls,
      everyMs: Math.max(500, member().current().leaseMs / 4),
      onDoubt: intake.doubt,
      doubtEveryMs: 3 * member().current().leaseMs,
      onError: report("sweep"),
      log,
    }),
  );
  log("info", `worker ${id()} runs ${byName.size} nodes, ${concurrency} steps at once`);
  for (const { node, lacks } of unable) {
    const why = lacks.map(({ need, problem, provide }) => `${need}: ${problem}; ${provide}`).join(". ");
    log("warn", `it does not run ${nodeName(node.manifest)}, which requires ${why}`);
  }

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    closing = true;
    lanes.drain();
    intake.close();
    const services = Promise.all([sweeping.stop(), scheduling.stop()]);
    const stopped = doorbell.stop();
    // Said at once: nothing is handed to us that would have to wait for our end.
    await inTime("renewal", member().renewNow());
    const deadline = performance.now() + graceMs;
    for (let left = graceMs; lanes.size() > 0 && left > 0; left = deadline - performance.now()) {
      await lanes.nextEnd(left);
    }
    lanes.close(new Error("the worker stops"));
    // The database may be away. Then what is left undone here is what the end of a lease does.
    await inTime("outcomes", completer.idle());
    await inTime("logs", journal.close());
    await inTime("leaving", member().stop());
    await inTime("leaving", own.end());
    await inTime("services", Promise.all([services, stopped, control.stop()]));
    if (queryPool !== options.queryPool) await inTime("connections", queryPool.end());
    closeSandbox();
  };
  const stopOnce = () => (stopping ??= stop());
  return { id, running: lanes.size, stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
}

type Unfit = readonly [error: StepError, needs: Needs];

async function sizesOf(pool: Pool) {
  const { rows } = await pool.query<{ inline: number; largest: number; evidence: number }>(
    "select inline_bytes as inline, largest_bytes as largest, evidence_bytes as evidence from reflux_private.payload_sizes()",
  );
  if (!rows[0]?.inline) throw new Error("reflux.settings has no row");
  return { inlineBytes: rows[0].inline, largestBytes: rows[0].largest, evidenceBytes: rows[0].evidence };
}
