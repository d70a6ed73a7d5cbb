import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "#child/program.ts";

/**
 * Builds the web app when there is none or its sources are newer. The server serves what is in `web/dist`; without it
 * REFLUX works all the same, so a build that fails is told and not fatal.
 */
export async function buildWebApp(log: (line: string) => void): Promise<void> {
  if (!existsSync(join(web, "vite.config.ts")) || isCurrent()) return;
  log("building the web app");
  const { ok, output } = await runProgram({
    command: [process.execPath, vite, "build", "--config", "web/vite.config.ts", "--logLevel", "warn"],
    cwd: root,
    env: { ...process.env, NODE_ENV: "production" },
    deadlineMs: BUILD_MS,
  });
  if (!ok) log(`the web app could not be built, the rest works:\n${output}`);
}

const BUILD_MS = 600_000;

function isCurrent(): boolean {
  const built = statSync(join(web, "dist", "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > newest(join(web, "src")) && built > statSync(join(web, "index.html")).mtimeMs;
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Math.max(0, ...files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const web = join(root, "web");
const vite = join(root, "node_modules/vite/bin/vite.js");
