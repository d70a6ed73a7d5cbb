/** Processes are started in this room, and elsewhere only by those who say why. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Whoever starts a process by hand, and what the library would not be for it. */
const byHand: Readonly<Record<string, string>> = {
  "db/cli/psql.ts": "has the terminal, and Ctrl-C is its own",
  "db/embedded/access.ts":
    "runs as another account, with a password on stdin, before anything else may happen",
  "db/embedded/binaries.ts": "asks a program for its version, before anything else may happen",
  "db/embedded/data-folder.ts": "runs initdb as another account, before anything else may happen",
  "db/embedded/postmaster.ts": "the server outlives a parent that is killed: the next start adopts it",
  "db/embedded/processes.ts": "asks ps, on systems without /proc",
  "db/pin-images.ts": "a script of developers",
  "db/types.ts": "a script of developers",
};

const STARTS =
  /^import (?!type)[^;]* from "(node:)?(child_process|cluster|worker_threads)"|(import|require|getBuiltinModule)\("(node:)?(child_process|cluster|worker_threads)"\)/m;

test("no other file of the product starts a process or a thread", () => {
  const files = spawnSync("git", ["ls-files", "*.ts", "*.mts", "*.mjs", "*.js"], {
    cwd: root,
    encoding: "utf8",
  })
    .stdout.trim()
    .split("\n")
    .filter((file) => existsSync(join(root, file)))
    .filter((file) => !/^(bench|web|child)\/|\/testing\/|\.test\.ts$/.test(file));

  const starting = files.filter((file) => STARTS.test(readFileSync(join(root, file), "utf8")));

  expect(files.length).toBeGreaterThan(300);
  expect(starting.toSorted()).toEqual(Object.keys(byHand).toSorted());
});
