import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { drawBars } from "./chart.ts";
import { newestResults, type Results, resultsFolder } from "./results.ts";
import type { Suite } from "./scenario.ts";
import { formatCell, shown, type Table, verdict } from "./table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Writes the newest results of a suite into the documents that quote them, between `<!-- bench:NAME -->` markers. */
export function report({ name: bench, documents }: Suite): string[] {
  const newest = newestResults(bench);
  if (!newest) return [`no results of ${bench} yet: npm run bench ${bench}`];
  const { tables } = newest.results;
  const picture = tables.some(({ chart }) => chart) ? newest.file.replace(/\.json$/, ".svg") : undefined;
  if (picture !== undefined) writeFileSync(`${resultsFolder}/${picture}`, drawBars(tables));
  return documents.map((document) => {
    const path = `${root}/${document}`;
    if (!existsSync(path)) return `${document}: not there`;
    const folder = relative(`${path}/..`, resultsFolder);
    const before = readFileSync(path, "utf8");
    const after = replaceBetween(
      before,
      bench,
      render(newest.results, { folder, file: newest.file, picture }),
    );
    if (after === undefined)
      return `${document}: has no markers <!-- bench:${bench} --> … <!-- /bench:${bench} -->`;
    writeFileSync(path, after);
    return `${document}: ${after === before ? "current" : "written"}`;
  });
}

/** Undefined when the document has no place for it. */
export function replaceBetween(document: string, bench: string, text: string): string | undefined {
  const [begin, end] = [`<!-- bench:${bench} -->`, `<!-- /bench:${bench} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from < 0 || to < 0) return undefined;
  return `${document.slice(0, from + begin.length)}\n${text}\n${document.slice(to)}`;
}

type Place = {
  readonly folder: string;
  readonly file: string;
  /** Where nothing is worth a picture: none. */
  readonly picture: string | undefined;
};

export function render(results: Results, { folder, file, picture }: Place): string {
  const { environment, rounds, bars } = results;
  const passed = bars.filter(({ ok }) => ok === true).length;
  const intro =
    `Measured ${environment.at.slice(0, 10)} at \`${environment.commit}\`: ${environment.cpu}, ${environment.cores} cores, ` +
    `${environment.memoryGb} GB, Node ${environment.node}, embedded Postgres ${environment.postgres}, ` +
    `\`synchronous_commit=${environment.settings["synchronous_commit"] ?? "?"}\`. ` +
    `Median of ${rounds} (lowest–highest). All figures: [${file}](${folder}/${file}).`;
  return [
    intro,
    ...(picture === undefined ? [] : [`![Steps per second, side by side](${folder}/${picture})`]),
    ...results.tables.map(renderTable),
    `**Bars: ${passed} of ${bars.length} passed**`,
    markdown([
      ["bar", "measured", "asked", ""],
      ...bars.map(({ name, value, bar, ok }) => [name, shown(value), bar, verdict(ok)]),
    ]),
  ].join("\n\n");
}

function renderTable({ title, columns, rows }: Table): string {
  const notes = rows.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]));
  const lines = rows.map((row) => [
    row.name,
    ...columns.map((column, index) =>
      row.skipped === undefined ? formatCell(row.cells[column]) : index === 0 ? `*${row.skipped}*` : "",
    ),
  ]);
  const table = `**${title}**\n\n${markdown([["", ...columns], ...lines])}`;
  return notes.length === 0 ? table : `${table}\n\n<sub>${notes.join(" · ")}</sub>`;
}

export function markdown([head = [], ...lines]: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map((_, index) => (index === 0 ? "---" : "--:"))), ...lines.map(row)].join(
    "\n",
  );
}
