import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { note } from "./cli/terminal.ts";
import { setting } from "./config.ts";
import { layoutOf } from "./embedded/layout.ts";
import { runningEmbedded } from "./embedded/running.ts";
import { startEmbedded } from "./embedded/start.ts";
import { isUnreachable, toRefluxError } from "./errors.ts";
import { assertOwnSessions } from "./pooler.ts";
import { connectionTo } from "./session-settings.ts";

/** The database a command works with, reachable when it is handed out. */
export type Database = AsyncDisposable & {
  readonly url: string;
  /** `configured`: DATABASE_URL. `running`: the embedded server of another process. `started`: ours, ends with us. */
  readonly origin: "configured" | "running" | "started";
  /** Resolves if the server ends while it is ours to run; never for the others. */
  readonly exited: Promise<void>;
};

export type OpenOptions = {
  /**
   * `own` runs the embedded server for as long as this process lives, and is refused beside another that does
   * (`dev`, `server`). `share` uses a running one, and starts one only for want of it (all other commands).
   */
  readonly mode: "own" | "share";
  readonly env?: Readonly<Record<string, string | undefined>>;
};

export async function openDatabase({ mode, env = process.env }: OpenOptions): Promise<Database> {
  const configured = setting("DATABASE_URL", env);
  if (configured !== undefined) {
    // A configured service that does not answer is an error, never a reason to use another.
    await answering(configured, 0);
    await assertOwnSessions(configured);
    return borrowed(configured, "configured");
  }
  const home = setting("REFLUX_HOME", env);
  const running = mode === "share" ? runningEmbedded(home) : undefined;
  if (running) {
    await answering(running.url, 30_000);
    return borrowed(running.url, "running");
  }
  // Whoever is in the wrong folder sees it here.
  if (!existsSync(layoutOf(home).dataDir)) note(`there is no database in ${home} yet: making one`);
  const server = await startEmbedded({ home });
  return {
    url: server.url,
    origin: "started",
    exited: server.exited,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function borrowed(url: string, origin: "configured" | "running"): Database {
  return { url, origin, exited: new Promise(() => undefined), [Symbol.asyncDispose]: async () => undefined };
}

/** A server that another process has just started may still be on its way. */
async function answering(url: string, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const client = new pg.Client(connectionTo(url, { connectionTimeoutMillis: 10_000 }));
    client.on("error", () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (!isUnreachable(error) || performance.now() > deadline) throw toRefluxError(error);
      await delay(50);
    } finally {
      await client.end();
    }
  }
}
