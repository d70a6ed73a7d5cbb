import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "./environment.ts";
import type { Bar, Table } from "./table.ts";

/** What a run of a suite leaves behind. Every figure in a document comes from one of these files. */
export type Results = {
  readonly bench: string;
  readonly quick: boolean;
  readonly rounds: number;
  readonly environment: Environment;
  readonly tables: readonly Table[];
  readonly bars: readonly Bar[];
};

export const resultsFolder = fileURLToPath(new URL("../results", import.meta.url));

/** Named by day, machine and suite: a later run of the same day replaces the earlier one. A quick one stays apart. */
export function writeResults(results: Results, folder = resultsFolder): string {
  const { bench, quick, environment } = results;
  const day = environment.at.slice(0, 10);
  const file = join(folder, `${day}-${environment.machine}-${bench}${quick ? ".quick" : ""}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  return file;
}

/** The newest full results of a suite, by the time they were measured. Quick ones are never quoted. */
export function newestResults(
  bench: string,
  folder = resultsFolder,
): { file: string; results: Results } | undefined {
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(`-${bench}.json`))
    .map((file) => ({ file, results: readResults(join(folder, file)) }))
    .toSorted((a, b) => a.results.environment.at.localeCompare(b.results.environment.at))
    .at(-1);
}

/** Metrics by path, for machines: `throughput.reflux-1-worker.chain`. */
export function metricsOf(tables: readonly Table[]): Record<string, number> {
  return Object.fromEntries(
    tables.flatMap(({ key, rows }) =>
      rows.flatMap((row) =>
        Object.entries(row.cells).map(([column, { median }]) => [
          [key, row.name, column].map(slug).join("."),
          median,
        ]),
      ),
    ),
  );
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

function readResults(path: string): Results {
  // Written by `writeResults`, and committed.
  return JSON.parse(readFileSync(path, "utf8")) as Results;
}
