import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { chain, type Db, deploy, flow, startFlow } from "./kit.ts";
import { fails, ok, Worker } from "./worker.ts";

const folder = new URL("../debug/", import.meta.url);
const scripts = readdirSync(folder).filter((name) => name.endsWith(".sql"));

/** One of everything: a failure, sleeps, a child, a line for a place, a step that runs. */
async function liveliness(db: Db): Promise<void> {
  const worker = await Worker.register(db);
  await deploy(db, "child", chain("c"));
  const d = { concurrency: { key: "key", limit: 1 } };
  await startFlow(db, flow({ a: {}, b: { retry: { max: 2 } }, c: {}, d, e: d, f: {} }, ["a -> f"]));
  const [a, b, c] = await worker.take(db);
  await worker.complete(
    db,
    { step: a!, ...fails() },
    { step: b!, ...fails() },
    { step: c!, kind: "call_flow", output: { flow: "child" } },
  );
  await startFlow(db, chain("a"));
  await worker.drive(db, () => ok());
}

/** The part of psql that the scripts use: `\set`, of what is not set, and `:name`. */
function plain(text: string): string {
  const values = new Map(
    [...text.matchAll(/^\s+\\set (\w+) (.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  return text
    .replaceAll(/^\s*\\.*$/gm, "")
    .replaceAll(/(?<!:):([a-z]+)\b/g, (whole, name: string) => values.get(name) ?? whole);
}

test.for(scripts)("%s says what it is for, and runs", async (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  expect(text).toMatch(/^-- [A-Z]/);

  await withDb(async ({ pool }) => {
    await liveliness(pool);

    await pool.query(plain(text));
  });
});

const hasPsql = spawnSync("psql", ["--version"]).status === 0;

test.skipIf(!hasPsql).for(scripts)("psql runs %s, with and without its variables", async (name) => {
  await withDb(async ({ pool, url }) => {
    await liveliness(pool);
    const script = fileURLToPath(new URL(name, folder));

    for (const variables of [[], ["-v", "run=1", "-v", "minutes=5"]]) {
      const { status, stderr } = spawnSync(
        "psql",
        ["-X", "-v", "ON_ERROR_STOP=1", ...variables, "-f", script, url],
        { encoding: "utf8" },
      );
      expect([status, stderr]).toEqual([0, ""]);
    }
  });
});
