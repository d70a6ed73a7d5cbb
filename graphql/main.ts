import { announceReady, serve } from "#db/cli/lifetime.ts";
import { config } from "#db/config.ts";
import { openDatabase } from "#db/database.ts";
import { migrate } from "#db/migrate.ts";

export type ServerCommand = {
  /** No token is asked for on loopback, and GraphiQL is there. */
  readonly development: boolean;
  /** Seconds that requests have when the server is asked to stop. */
  readonly grace: number;
};

/** `reflux server`: the HTTP server as a process of its own. Start as many as you like. */
export async function runServer({ development, grace }: ServerCommand): Promise<void> {
  const { HOST: host, PORT: port } = config();
  // Grafast reads it when it is loaded, and lectures those who did not set it.
  process.env["GRAPHILE_ENV"] ??= "production";
  const { startServer } = await import("./server.ts");
  await using database = await openDatabase({ mode: "share" });
  // An embedded server that was started for this process is nobody else's to migrate.
  if (database.origin === "started") await migrate(database.url);
  await using server = await startServer({ databaseUrl: database.url, host, port, development, log });
  log("info", `listening on ${server.url}`);
  announceReady({ url: server.url });
  await serve(async () => await server.close(grace * 1000), grace * 1000 + 15_000);
}

function log(level: "info" | "warn" | "error", message: string): void {
  process.stderr.write(`${level.padEnd(5)} ${message}\n`);
}
