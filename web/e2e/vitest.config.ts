import { defineProject } from "vitest/config";
import { lanes } from "../../db/testing/lanes.ts";

/** Real Chromium against the built site. */
export default defineProject({
  root: import.meta.dirname,
  test: {
    name: "e2e",
    include: ["**/*.e2e.ts"],
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    globalSetup: ["global-setup.ts"],
    maxWorkers: lanes,
    // What Vitest would set, test, makes Vite build React for development.
    env: { NODE_ENV: "production" },
  },
});
