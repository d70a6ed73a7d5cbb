import { defineProject } from "vitest/config";

/** Units of the web app. A file that needs a document asks for it: `// @vitest-environment jsdom`. */
export default defineProject({
  root: import.meta.dirname,
  test: { name: "web", include: ["src/**/*.test.{ts,tsx}"] },
});
