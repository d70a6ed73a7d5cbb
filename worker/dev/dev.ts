import { fileURLToPath } from "node:url";
import { aborted, untilSignalled } from "#db/cli/lifetime.ts";
import { note, paint, plain } from "#db/cli/terminal.ts";
import { createKysely, createPool } from "#db/client.ts";
import { config, setting } from "#db/config.ts";
import { type Database, openDatabase } from "#db/database.ts";
import { toRefluxError } from "#db/errors.ts";
import { migrate } from "#db/migrate.ts";
import { type Counterpart, startCounterpart } from "#db/samples/counterpart.ts";
import { deploySamples, samplePort } from "#db/samples/samples.ts";
import { type Supervised, supervise } from "./supervise.ts";
import { buildWebApp } from "./web-app.ts";
import { printWelcome } from "./welcome.ts";

export type DevCommand = { readonly samples: boolean; readonly web: boolean; readonly grace: number };

/**
 * `reflux dev`, which `npm start` runs: everything on this machine, from nothing. This process holds the database and
 * the samples' counterpart, and watches over two children, server and worker: neither takes the other down, and both
 * end with it.
 */
export async function dev(options: DevCommand): Promise<void> {
  const began = performance.now();
  // Every bad variable at once, before anything is started.
  config();
  using lifetime = untilSignalled();
  // Whoever read our output may be gone; that is no reason to stop.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  await using stack = new AsyncDisposableStack();

  const [database] = await Promise.all([holdDatabase(stack), options.web ? buildWebApp(log) : undefined]);
  await migrate(database.url, { log });
  const counterpart = options.samples ? stack.use(await startCounterpart(portOfCounterpart())) : undefined;
  const services = start(database.url, counterpart, options.grace);
  stack.defer(async () => {
    await Promise.all(services.map(async (service) => await service.stop((options.grace + 20) * 1000)));
  });
  const endAtOnce = () => {
    for (const service of services) service.kill();
  };
  lifetime.hurried.addEventListener("abort", endAtOnce, { once: true });

  const [server, worker] = services;
  const { url } = await unlessAborted(lifetime.stopping, server.ready);
  await unlessAborted(lifetime.stopping, worker.ready);
  if (counterpart) await deploy(database.url, counterpart);
  printWelcome({ url: url ?? "", database: database.url, counterpart, tookMs: performance.now() - began });
  await aborted(lifetime.stopping);
  log("stopping; steps that run may finish, nothing is lost (Ctrl-C again: at once)");
}

/** Children of this process: a crash of one is not a crash of the other. */
function start(
  databaseUrl: string,
  counterpart: Counterpart | undefined,
  grace: number,
): readonly [server: Supervised, worker: Supervised] {
  const allowed = [...setting("REFLUX_ALLOW_HOSTS"), ...(counterpart ? [counterpart.address] : [])];
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const service = (name: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    supervise({
      name,
      command: [cli, ...args],
      env: { ...env, ...more },
      onLine: (line) => log(`${paint("dim", name.padEnd(6), process.stderr)} ${plain(line)}`),
      onRestart: (why, pauseMs) =>
        log(`the ${name} ended (${why}); starting it again${pauseMs > 0 ? ` in ${pauseMs} ms` : ""}`),
    });
  return [
    service("server", ["server", "--development"]),
    service("worker", ["worker", "--grace", String(grace)], { REFLUX_ALLOW_HOSTS: allowed.join(",") }),
  ];
}

/**
 * Opens the database for as long as this process lives. An embedded server that dies is started again under the same
 * connection string; everything that uses it reconnects.
 */
async function holdDatabase(stack: AsyncDisposableStack): Promise<Database> {
  let current = await openDatabase({ mode: "own" });
  const first = current;
  const ending = new AbortController();
  const hold = async () => {
    for (;;) {
      await Promise.race([current.exited, aborted(ending.signal)]);
      if (ending.signal.aborted) return;
      log("the database server ended; starting it again");
      await current[Symbol.asyncDispose]();
      current = await openDatabase({ mode: "own" });
    }
  };
  const held = hold().catch((error: unknown) => {
    const { code, message, hint } = toRefluxError(error);
    log(`${code} the database server cannot be started again: ${message}${hint ? ` (${hint})` : ""}`);
    process.exitCode = 1;
    process.kill(process.pid, "SIGTERM");
  });
  stack.defer(async () => {
    ending.abort();
    await held;
    await current[Symbol.asyncDispose]();
  });
  return first;
}

async function deploy(databaseUrl: string, counterpart: Counterpart): Promise<void> {
  const pool = createPool({ connectionString: databaseUrl, max: 1, applicationName: "reflux dev" });
  const db = createKysely(pool);
  try {
    await deploySamples(db, counterpart.url);
  } finally {
    await db.destroy();
  }
}

/** A free port where the server takes a free one: then more than one REFLUX runs here. */
function portOfCounterpart(): number {
  return setting("PORT") === 0 ? 0 : samplePort;
}

async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const given = await Promise.race([work, aborted(signal).then(() => stopped)]);
  if (given === stopped) throw new Stopped();
  return given as T;
}

const stopped = Symbol("stopped");

/** Ctrl-C while it starts: an orderly end, not an error. */
export class Stopped extends Error {}

function log(text: string): void {
  note(text);
}

const cli = fileURLToPath(new URL("../../reflux.ts", import.meta.url));
