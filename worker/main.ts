import { announceReady, serve } from "#db/cli/lifetime.ts";
import { createPool } from "#db/client.ts";
import { config, nodeWords } from "#db/config.ts";
import { openDatabase } from "#db/database.ts";
import { createLog, type Log } from "#db/log.ts";
import { assertSchema, migrate } from "#db/migrate.ts";
import { builtinNodes, type NodeModule, nodeName } from "#nodes/registry.ts";
import { createEgress } from "./egress/egress.ts";
import { chooseNodes } from "./needs/choose.ts";
import { loadOwnNodes } from "./own-nodes/load.ts";
import { createQueryPool } from "./query-pool.ts";
import { startWorker } from "./worker.ts";

export type WorkerCommand = {
  /** A folder with nodes of one's own. */
  readonly nodes?: string;
  /** Of all nodes only these, and of those not these: `a,b.*`. */
  readonly only?: string;
  readonly without?: string;
  readonly concurrency: number;
  readonly name?: string;
  /** Seconds that running steps have when the worker is asked to stop. */
  readonly grace: number;
};

/**
 * `reflux worker`: a worker as a process of its own, here or on another machine. It connects to Postgres and nothing
 * else. SIGTERM: it takes no more steps, finishes those it runs within the grace period, gives the rest back.
 */
export async function runWorker(command: WorkerCommand): Promise<void> {
  const { nodes, concurrency, name, grace } = command;
  const { REFLUX_ALLOW_HOSTS: allow, REFLUX_ONLY, REFLUX_WITHOUT } = config();
  const only = command.only === undefined ? REFLUX_ONLY : nodeWords(command.only);
  const without = command.without === undefined ? REFLUX_WITHOUT : nodeWords(command.without);
  const log = createLog();
  // Before a database is looked for: whoever misspelt a node is told so at once.
  await using own = new AsyncDisposableStack();
  const all = [...builtinNodes, ...(nodes === undefined ? [] : await ownNodes(nodes, own, log))];
  const chosen = chooseNodes(all, { only, without });
  await using database = await openDatabase({ mode: "share" });
  const { url } = database;
  await (database.origin === "started" ? migrate(url) : assertSchema(url));
  await using stack = new AsyncDisposableStack();
  const onError = (error: Error) => log("warn", `a connection broke: ${error.message}`);
  const pool = createPool({
    connectionString: url,
    user: "worker",
    max: 12,
    applicationName: "reflux worker",
    onError,
  });
  stack.defer(async () => await pool.end());
  const queryPool = createQueryPool({
    connectionString: url,
    max: 8,
    applicationName: "reflux step",
    onError,
  });
  stack.defer(async () => await queryPool.end());
  const { fetch, connect } = stack.use(createEgress({ allow }));

  const worker = await startWorker({
    pool,
    queryPool,
    fetch,
    connect,
    allows: allow,
    nodes: chosen,
    concurrency,
    graceMs: grace * 1000,
    ...(name === undefined ? {} : { name }),
    log,
  });
  announceReady();
  await serve(
    async () => {
      log("info", `stopping; ${worker.running()} steps have ${grace} s to finish`);
      await worker.stop();
    },
    grace * 1000 + 15_000,
  );
}

async function ownNodes(
  folder: string,
  stack: AsyncDisposableStack,
  log: Log,
): Promise<readonly NodeModule[]> {
  const { nodes, problems, isolation } = stack.use(await loadOwnNodes(folder));
  for (const { folder: at, message } of problems) log("error", `${at} is left out: ${message}`);
  log("info", `from ${folder}: ${nodes.map(({ manifest }) => nodeName(manifest)).join(", ") || "no node"}`);
  if (isolation) {
    log(isolation.level === "walled" ? "info" : "warn", `nodes of your own run ${isolation.says}`);
  }
  return nodes;
}
