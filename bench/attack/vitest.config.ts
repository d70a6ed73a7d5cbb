import { defineProject } from "vitest/config";
import { lanes } from "../../db/testing/lanes.ts";

/** The attacks, on real parts: one server for all, a database a door. */
export default defineProject({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    name: "attack",
    include: ["bench/attack/**/*.attack.ts"],
    globalSetup: ["db/testing/global-setup.ts", "bench/attack/global-setup.ts"],
    maxWorkers: lanes,
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
