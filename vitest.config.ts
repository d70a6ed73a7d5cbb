import { defineConfig } from "vitest/config";
import { Lanes, lanes } from "./db/testing/lanes.ts";

// Hundreds of processes load the same code: the first of them compiles it. Of all who are started here, and of their children.
process.env["NODE_COMPILE_CACHE"] ??= new URL("node_modules/.cache/compiled", import.meta.url).pathname;

/** `unit` touches nothing outside its process; `db` runs against real Postgres, one server for the whole run. */
export default defineConfig({
  test: {
    sequence: { sequencer: Lanes },
    reporters: ["default", "./db/testing/stuck.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["nodes/**/*.test.ts", "**/*.unit.test.ts"],
          exclude: ["node_modules/**", "web/**"],
          maxWorkers: lanes,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "db",
          include: ["{sql,db,worker,graphql}/**/*.test.ts"],
          exclude: ["node_modules/**", "**/*.unit.test.ts"],
          globalSetup: ["db/testing/global-setup.ts"],
          maxWorkers: lanes,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      "web/vitest.config.ts",
      "web/e2e/vitest.config.ts",
      "bench/attack/vitest.config.ts",
    ],
  },
});
