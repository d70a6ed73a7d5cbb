import { defineProject } from "vitest/config";
import { lanes } from "../db/testing/lanes.ts";

/** Units of the web app, in one process a lane. A file that needs a document asks for it: `// @vitest-environment jsdom`. */
export default defineProject({
  root: import.meta.dirname,
  test: {
    name: "web",
    include: ["src/**/*.test.{ts,tsx}"],
    isolate: false,
    maxWorkers: lanes,
    testTimeout: 60_000,
  },
});
