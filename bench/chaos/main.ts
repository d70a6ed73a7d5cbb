/**
 * `npm run chaos [-- --quick] [-- --only kill,freeze]`: the long fault suite. Real worker processes on a real server,
 * one kind of fault after the other, each from an empty database, each ended by the checker of promises. Prints its
 * seed (SEED=… repeats it) and a table, and leaves both in bench/results; a full run is written into the README. Exit code 1 when a promise was broken.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createPool } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { startTestServer } from "#db/testing/server.ts";
import { withArena } from "#worker/testing/faults/arena.ts";
import { endSpawned } from "#worker/testing/faults/spawn.ts";
import { seedOf } from "#worker/testing/random.ts";
import { captureEnvironment, type Environment } from "../lib/environment.ts";
import { resultsFolder } from "../lib/results.ts";
import { type Row, reportChaos } from "./report.ts";
import { type Scenario, scenarios, shortly } from "./scenarios.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
});
const chosen = scenarios.filter(({ name }) => values.only?.split(",").includes(name) ?? true);
const seed = seedOf();

const rows: Row[] = [];
let environment: Environment | undefined;
for (const scenario of chosen) rows.push(await attempt(scenario));
await endSpawned("SIGKILL");

console.table(
  Object.fromEntries(
    rows.map(({ name, ok, seconds, summary, broken }) => [
      name,
      { kept: ok ? "yes" : "NO", seconds: Math.round(seconds), what: broken ?? shortly(summary ?? {}) },
    ]),
  ),
);
if (environment && !values.only) {
  const { at, machine } = environment;
  const file = join(resultsFolder, `chaos-${at.slice(0, 10)}-${machine}${values.quick ? ".quick" : ""}.json`);
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ bench: "chaos", seed, environment, rows }, null, 1)}\n`);
  console.log(file);
  if (!values.quick) console.log(reportChaos());
}
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;

async function attempt({ name, what, run }: Scenario): Promise<Row> {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1_000;
  console.log(`${name}: ${what}`);
  // What was committed is held to be there after a crash.
  await using server = await startTestServer({ fsync: "on", full_page_writes: "on" });
  await migrate(server.url);
  environment ??= await environmentOf(server.url);
  try {
    const summary = await withArena(server.url, (arena) =>
      run(arena, server, seed, (full, small) => (values.quick ? small : full)),
    );
    console.log(`  kept in ${Math.round(seconds())} s: ${shortly(summary)}`);
    return { name, what, ok: true, seconds: seconds(), summary };
  } catch (error) {
    const broken = reasonOf(error);
    console.error(`  BROKEN: ${broken}`);
    return { name, what, ok: false, seconds: seconds(), broken };
  }
}

async function environmentOf(url: string): Promise<Environment> {
  const pool = createPool({ connectionString: url, max: 1 });
  try {
    return await captureEnvironment(pool);
  } finally {
    await pool.end();
  }
}

/** With what it was caused by: a masked error says nothing by itself. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`;
}
