import { startServer } from "#graphql/server.ts";
import { serveCalls } from "./calls.ts";

const appFolder = process.env["BENCH_APP"];

/** The real server, as `reflux server` starts it. */
const server = await startServer({
  databaseUrl: process.env["BENCH_URL"] ?? "",
  port: 0,
  development: true,
  ...(appFolder === undefined ? {} : { appFolder }),
  log: (level, message) => {
    if (level !== "info") console.error(level, message);
  },
});

serveCalls({ url: async () => server.url }, () => server.close(2_000));
