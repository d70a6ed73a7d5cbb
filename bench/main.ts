import { parseArgs } from "node:util";
import { reportChaos } from "./chaos/report.ts";
import { engine } from "./engine.ts";
import { startCluster } from "./lib/cluster.ts";
import { openEngine } from "./lib/engine.ts";
import { captureEnvironment } from "./lib/environment.ts";
import { report } from "./lib/report.ts";
import { metricsOf, type Results, writeResults } from "./lib/results.ts";
import type { Bench, Suite } from "./lib/scenario.ts";
import { printBars, printTable, type Table } from "./lib/table.ts";
import { web } from "./web.ts";

const suites: readonly Suite[] = [engine, web];

const usage = `npm run bench NAME [-- --quick] [-- --only SCENARIO,…] [-- --rounds N] [-- --json]
npm run bench report           writes the newest results into the documents

${suites.map(({ name, scenarios }) => `${name}: ${scenarios.map((scenario) => `${scenario.name}\n    ${scenario.question}`).join("\n  ")}`).join("\n")}`;

/** As a shell says it of Ctrl-C. */
const INTERRUPTED = 130;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
  },
});
const say = (line: string) => (options.json ? console.error(line) : console.log(line));

const [name = ""] = positionals;
const suite = suites.find((known) => known.name === name);
if (name === "report") {
  for (const known of suites) for (const line of report(known)) say(line);
  say(reportChaos());
} else if (suite) {
  process.exitCode = await measure(suite);
  // What was cut off may still wait for a server that is gone.
  if (process.exitCode === INTERRUPTED) process.exit();
} else {
  console.error(usage);
  process.exitCode = 2;
}

/** The exit code: 0 when no bar was missed. A scenario that fails says so and lets the others go on. */
async function measure({ name: bench, scenarios, bars }: Suite): Promise<number> {
  const { quick, only } = options;
  const rounds = Number(options.rounds ?? (quick ? 1 : 5));
  const chosen = scenarios.filter((scenario) => only?.split(",").includes(scenario.name) ?? true);
  await using cluster = await startCluster();
  await using opened = await openEngine(cluster);
  // Whoever interrupts gets the same end: the server stops, what waits for it fails, and all is cleared away.
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interrupted.abort();
      process.kill(cluster.pid, "SIGINT");
    });
  }
  const tools: Bench = {
    cluster,
    engine: opened,
    quick,
    rounds,
    size: (full, small) => (quick ? small : full),
    report: (line) => console.error(`  ${line}`),
  };
  const environment = await captureEnvironment(cluster.watch);
  say(
    `${environment.cpu}, ${environment.cores} cores, Postgres ${environment.postgres}, ${environment.commit}\n`,
  );

  const tables: Table[] = [];
  let failed = false;
  for (const scenario of chosen) {
    console.error(`${scenario.name}: ${scenario.question}`);
    try {
      const answers = await scenario.run(tools);
      tables.push(...answers);
      for (const table of answers) say(`${printTable(table)}\n`);
    } catch (error) {
      if (interrupted.signal.aborted) return INTERRUPTED;
      failed = true;
      console.error(`${scenario.name} failed:`, error);
    }
  }
  await opened.checkPromises();
  const results: Results = { bench, quick, rounds, environment, tables, bars: bars(tables) };
  const file = only === undefined && !failed ? writeResults(results) : undefined;
  say(
    `${printBars(results.bars)}\n${file === undefined ? "not written: not all scenarios were measured" : file}`,
  );
  if (options.json) {
    const { machine } = environment;
    console.log(JSON.stringify({ bench, machine, results: metricsOf(tables), bars: results.bars }));
  }
  return !failed && results.bars.every(({ ok }) => ok !== false) ? 0 : 1;
}
