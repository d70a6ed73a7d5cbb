import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type Connection, connectionOf } from "./client.ts";
import { RefluxError, toRefluxError } from "./errors.ts";

/**
 * Hears NOTIFY on a connection of its own, for as long as it is asked to.
 *
 * Promise: whatever was committed is heard of, by a message or by a catch-up. NOTIFY is a hint: the server keeps
 * none for a listener that is away. So `onCatchUp` runs after each (re)connect, once LISTEN is in force, and reads
 * from the table what happened in between. A connection can also die without a sign (a NAT that forgets, a proxy
 * that swallows, a pooler that moves us): the listener notifies itself, and a message that does not come back in
 * time means a dead connection.
 */
export type ListenOptions = {
  /** Read what may have been missed. If it fails, the connection is given up and made anew. */
  readonly onCatchUp?: () => Promise<void> | void;
  readonly signal?: AbortSignal;
  /** The connection was lost or could not be made; it is tried again after `retryInMs`. */
  readonly onLost?: (error: RefluxError, retryInMs: number) => void;
  readonly selfTest?: SelfTest;
  /** First and longest pause between attempts; doubled in between, and spread so that listeners do not come at once. */
  readonly backoff?: Backoff;
};

export type OnMessage = (message: { readonly channel: string; readonly payload: string }) => void;

export type Listener = AsyncDisposable & {
  /** The first connection listens and has caught up. Rejects when the listener is stopped before that. */
  readonly ready: Promise<void>;
  /** False while the connection is lost; for the health page. */
  isConnected(): boolean;
  stop(): Promise<void>;
};

type SelfTest = { readonly everyMs: number; readonly withinMs: number };
type Backoff = { readonly firstMs: number; readonly longestMs: number };

export function listen(
  pool: pg.Pool,
  channels: readonly string[],
  onMessage: OnMessage,
  options: ListenOptions = {},
): Listener {
  const stopping = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal;
  const ready = Promise.withResolvers<void>();
  // Whoever does not wait for it must not crash over it.
  ready.promise.catch(() => undefined);
  const state = { connected: false };
  const session = {
    config: connectionOf(pool),
    channels,
    onMessage,
    options,
    signal,
    state,
    onReady: ready.resolve,
  };

  const done = keepListening(session).finally(() =>
    ready.reject(new RefluxError("RFX05", "the listener was stopped before it had connected")),
  );
  const stop = async () => {
    stopping.abort();
    await done;
  };
  return { ready: ready.promise, isConnected: () => state.connected, stop, [Symbol.asyncDispose]: stop };
}

type Session = {
  readonly config: Connection;
  readonly channels: readonly string[];
  readonly onMessage: OnMessage;
  readonly options: ListenOptions;
  readonly signal: AbortSignal;
  readonly state: { connected: boolean };
  readonly onReady: () => void;
};

async function keepListening(session: Session): Promise<void> {
  const { signal, state, options } = session;
  const { firstMs, longestMs } = options.backoff ?? { firstMs: 100, longestMs: 10_000 };
  let failures = 0;
  while (!signal.aborted) {
    try {
      await listenOnce(session, () => {
        failures = 0;
      });
    } catch (error) {
      if (signal.aborted) return;
      const pause = Math.min(firstMs * 2 ** failures++, longestMs) * (0.5 + Math.random() / 2);
      options.onLost?.(toRefluxError(error), Math.round(pause));
      await delay(pause, undefined, { signal }).catch(() => undefined);
    } finally {
      state.connected = false;
    }
  }
}

/** One connection, from its birth until it breaks (throws) or the signal ends it (returns). */
async function listenOnce(session: Session, onHealthy: () => void): Promise<void> {
  const { config, channels, onMessage, options, signal, state, onReady } = session;
  const { everyMs, withinMs } = options.selfTest ?? { everyMs: 10_000, withinMs: 5_000 };
  const { Client = pg.Client } = config;
  const client = new Client({
    ...config,
    application_name: `${config.application_name ?? "reflux"} listen`,
    connectionTimeoutMillis: withinMs,
    keepAlive: true,
  });
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  client.on("error", broken.reject);
  client.on("end", () => broken.reject(new Error("Connection terminated")));
  const abort = () => broken.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });

  const echo = new Echo(client);
  client.on("notification", ({ channel, payload = "" }) => {
    if (!echo.heard(channel, payload)) onMessage({ channel, payload });
  });
  const unlessBroken = <T>(work: Promise<T>) => Promise.race([work, broken.promise]);
  try {
    await unlessBroken(client.connect());
    const names = [...channels, echo.channel].map((name) => `listen ${pg.escapeIdentifier(name)}`);
    await unlessBroken(within(withinMs, client.query(names.join("; "))));
    await unlessBroken(echo.test(withinMs));
    state.connected = true;
    await unlessBroken(Promise.resolve(options.onCatchUp?.()));
    onReady();
    onHealthy();
    for (;;) {
      await unlessBroken(delay(everyMs, undefined, { signal, ref: false }));
      await unlessBroken(echo.test(withinMs));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    await hangUp(client);
  }
}

/** A message to ourselves, by the same road as all others. */
class Echo {
  readonly channel = `reflux_echo_${randomUUID().slice(0, 8)}`;
  readonly #client: pg.Client;
  #waiting: { readonly payload: string; readonly resolve: () => void } | undefined;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  async test(withinMs: number): Promise<void> {
    const payload = randomUUID();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { payload, resolve };
    const sent = this.#client.query("select pg_notify($1, $2)", [this.channel, payload]);
    await within(withinMs, Promise.all([sent, promise]));
  }

  heard(channel: string, payload: string): boolean {
    if (channel !== this.channel) return false;
    if (payload === this.#waiting?.payload) this.#waiting.resolve();
    return true;
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const cancel = new AbortController();
  const late = delay(timeoutMs, undefined, { signal: cancel.signal }).then(() => {
    throw new Error("Connection terminated: no answer in time");
  });
  // Each loses to the other, and may then fail unheard.
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel.abort();
  }
}

/** A polite end needs an answer, which a dead connection does not give: then the socket is cut. */
async function hangUp(client: pg.Client): Promise<void> {
  try {
    await within(1_000, client.end());
  } catch {
    client.connection.stream.destroy();
  }
}
