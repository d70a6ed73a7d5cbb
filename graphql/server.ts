import "./environment.ts";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { createPool } from "#db/client.ts";
import { RefluxError } from "#db/errors.ts";
import { assertSchema } from "#db/migrate.ts";
import { secretKey } from "#db/secrets.ts";
import { type Door, isLoopback } from "./auth/door.ts";
import type { Principal } from "./auth/principal.ts";
import { Tokens } from "./auth/tokens.ts";
import { Budget } from "./http/budget.ts";
import { Connections } from "./http/connections.ts";
import type { Route } from "./http/route.ts";
import { createHttpServer } from "./http/serve.ts";
import { Feed } from "./live/feed.ts";
import { Reach } from "./live/reach.ts";
import { attachSockets, type Sockets } from "./live/sockets.ts";
import { createSubscriber } from "./live/subscriber.ts";
import { Meters } from "./metrics/meters.ts";
import { createEngine, type Engine } from "./operations/engine.ts";
import { type OperationsMode, readPersisted, readRegistered } from "./operations/persisted.ts";
import type { Caller } from "./preset.ts";
import { appRoute } from "./routes/app.ts";
import { approveRoute } from "./routes/approve.ts";
import { artifactRoute } from "./routes/artifacts.ts";
import { graphqlRoute } from "./routes/graphql.ts";
import { ruruRoutes } from "./routes/ruru.ts";
import { readiness, statusRoutes } from "./routes/status.ts";
import { Deliveries } from "./webhooks/deliveries.ts";
import { Directory } from "./webhooks/directory.ts";
import { Outcomes } from "./webhooks/outcomes.ts";
import { webhookRoute } from "./webhooks/receive.ts";

export type ServerOptions = {
  /** Of the database's owner, whose right is only used to look up the password of the API's own login. */
  readonly databaseUrl: string;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Development: on loopback no token is asked for, and GraphiQL is served. */
  readonly development?: boolean;
  /**
   * Other origins whose pages may open a websocket, and in development need no token: the web app's own development
   * server, or our own page behind a proxy that changes Host.
   */
  readonly origins?: readonly string[];
  readonly log?: Log;
  /** The built web app; default `web/dist`. */
  readonly appFolder?: string;
  /** Map of hashes to operations; default: what the web app was built with. */
  readonly persistedFile?: string;
  /** Operations registered besides those: such a map, or a folder of `.graphql` files. */
  readonly operationsFile?: string | undefined;
  /** Whether anything else is run, within its limits. Default "any"; `reflux server` says "persisted". */
  readonly operations?: OperationsMode;
};

export type RefluxServer = AsyncDisposable & {
  readonly url: string;
  /** For tests: everything the server answers to. */
  readonly routes: readonly Route[];
  readonly engine: Engine;
  /** Stops taking requests, lets those under way finish for `graceMs`, then ends every connection. */
  close(graceMs?: number): Promise<void>;
};

type Log = (level: "info" | "warn" | "error", message: string) => void;

/**
 * The server: GraphQL, subscriptions, webhooks, health, metrics and the web app, on one port. It keeps no state that
 * matters: start as many as you like. It connects as an unprivileged login, and becomes for each request the role of
 * whoever asks. While the database is away it answers 503 and comes back by itself.
 */
export async function startServer(options: ServerOptions): Promise<RefluxServer> {
  const {
    databaseUrl,
    host = "127.0.0.1",
    port = 7300,
    development = false,
    log = () => undefined,
  } = options;
  await assertSchema(databaseUrl);
  // Made now, not when the first secret is set: a key that cannot be made is an error at start.
  secretKey();
  await using stack = new AsyncDisposableStack();

  const pools = createPools(databaseUrl, log, stack);
  const { mark: schemaMark } = await readiness(pools.status);
  const engine = await createEngine({
    pool: pools.graphql,
    persisted: new Map([
      ...readPersisted(options.persistedFile ?? file("../web/generated/persisted-documents.json")),
      ...(options.operationsFile === undefined ? [] : readRegistered(options.operationsFile)),
    ]),
    mode: options.operations ?? "any",
    log,
  });
  const feed = stack.use(new Feed(pools.status, log));
  await feed.ready;
  const reach = new Reach(pools.status);
  const callerOf = (principal: Principal): Caller => ({
    principal,
    live: createSubscriber({ feed, reach }, principal),
    changeSeq: feed.latest,
  });

  const door: Door = {
    tokens: new Tokens(pools.status),
    isOpen: development && isLoopback(host),
    origins: options.origins ?? (development ? ["http://localhost:7301", "http://127.0.0.1:7301"] : []),
  };
  const meters = stack.use(new Meters());
  const budgets = {
    known: new Budget({ of: "bodies", limit: 160 * megabyte, share: 64 * megabyte }),
    strangers: new Budget({ of: "bodies", limit: 96 * megabyte, share: 64 * megabyte }),
  };
  const answers = new Budget({ of: "answers", limit: 512 * megabyte, share: 128 * megabyte });
  const connections = new Connections();
  const open: { sockets?: Sockets } = {};
  const state = () => ({
    pools,
    sockets: open.sockets?.count() ?? 0,
    bodyBytes: budgets.known.used + budgets.strangers.used,
    answerBytes: answers.used,
    isListening: feed.isConnected,
  });
  const directory = stack.use(new Directory(pools.webhooks, feed));
  const outcomes = stack.use(new Outcomes(pools.status, feed));
  const deliveries = stack.use(new Deliveries(pools.status, log));
  const routes: readonly Route[] = [
    graphqlRoute({ engine, answers, callerOf }),
    webhookRoute({ pool: pools.webhooks, directory, outcomes, deliveries }),
    approveRoute(pools.webhooks),
    artifactRoute({ pool: pools.graphql, bytes: pools.status, answers }),
    ...statusRoutes({ pool: pools.status, meters, state, schemaMark }),
    ...(development ? ruruRoutes() : []),
    appRoute(options.appFolder ?? file("../web/dist")),
  ];

  const server = createHttpServer({
    routes,
    door,
    budgets,
    connections,
    log,
    onAnswer: (answer) => meters.answered(answer),
  });
  await listenOn(server, host, port);
  const sockets = attachSockets(server, { door, engine, feed, answers, connections, callerOf });
  open.sockets = sockets;
  const resources = stack.move();

  let closing: Promise<void> | undefined;
  const close = async (graceMs = 10_000) => {
    closing ??= (async () => {
      await using _ = resources;
      await drain(server, sockets, graceMs);
    })();
    await closing;
  };
  return { url: urlOf(server, host), routes, engine, close, [Symbol.asyncDispose]: () => close() };
}

/**
 * Three pools, so that one kind of work cannot starve another: GraphQL (with a time limit for each statement),
 * webhooks, and the small things on which everybody waits (tokens, readiness, ends of runs).
 */
function createPools(connectionString: string, log: Log, stack: AsyncDisposableStack) {
  const pool = (name: string, max: number, statementTimeoutMs: number): pg.Pool => {
    const made = createPool({
      connectionString,
      user: "api",
      max,
      statementTimeoutMs,
      applicationName: `reflux ${name}`,
      onError: (error) => log("warn", `a connection of ${name} broke: ${error.message}`),
    });
    stack.defer(async () => await made.end());
    return made;
  };
  return {
    graphql: pool("graphql", 12, 20_000),
    webhooks: pool("webhooks", 8, 10_000),
    status: pool("status", 4, 10_000),
  };
}

async function listenOn(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const message = taken
        ? `port ${port} of ${host} is taken`
        : `cannot listen on ${host}:${port}: ${error.message}`;
      reject(
        new RefluxError("RFV06", message, {
          hint: "choose another with PORT, or stop who has it",
          cause: error,
        }),
      );
    });
    // A thousand who come at once would else fill the queue, and the next waits a second for his second try.
    server.listen({ port, host, backlog: 4_096 }, resolve);
  });
}

async function drain(server: Server, sockets: Sockets, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await sockets[Symbol.asyncDispose]();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

function urlOf(server: Server, host: string): string {
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

const megabyte = 1024 * 1024;

function file(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
