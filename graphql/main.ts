import { announceReady, serve } from "#db/cli/lifetime.ts";
import { config } from "#db/config.ts";
import { openDatabase } from "#db/database.ts";
import { createLog } from "#db/log.ts";
import { migrate } from "#db/migrate.ts";
import { isLoopback } from "./auth/door.ts";
import { startServer } from "./server.ts";

export type ServerCommand = {
  readonly development: boolean;
  /** Seconds that requests under way have when the server is asked to stop. */
  readonly grace: number;
};

/** `reflux server`: the server as a process of its own. It migrates only the embedded database that it starts itself. */
export async function runServer({ development, grace }: ServerCommand): Promise<void> {
  const { HOST: host, PORT: port, REFLUX_OPERATIONS, REFLUX_OPERATIONS_FILE, REFLUX_ORIGINS } = config();
  const log = createLog();
  const operations = REFLUX_OPERATIONS ?? (development ? "any" : "persisted");
  await using database = await openDatabase({ mode: "share" });
  if (database.origin === "started") await migrate(database.url);
  if (development && !isLoopback(host)) {
    log("warn", `${host} can be reached by others, so a token is asked for in development, too`);
  }

  const server = await startServer({
    databaseUrl: database.url,
    host,
    port,
    development,
    operations,
    operationsFile: REFLUX_OPERATIONS_FILE,
    ...(REFLUX_ORIGINS === undefined ? {} : { origins: REFLUX_ORIGINS }),
    log,
  });
  log("info", `listening on ${server.url}`);
  announceReady({ url: server.url });
  await serve(
    async () => {
      log("info", `stopping; requests under way have ${grace} s to finish`);
      await server.close(grace * 1000);
    },
    grace * 1000 + 5_000,
  );
}
