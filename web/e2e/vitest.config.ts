import { defineProject } from "vitest/config";

/** Real Chromium against the built site. One file at a time: two cores are shared with Postgres and the browser. */
export default defineProject({
  root: import.meta.dirname,
  test: {
    name: "e2e",
    include: ["**/*.e2e.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // What Vitest would set, test, makes Vite build React for development.
    env: { NODE_ENV: "production" },
  },
});
