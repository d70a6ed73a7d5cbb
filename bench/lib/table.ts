import type { Summary } from "./statistics.ts";

/** One answer to one question: systems down, figures across. */
export type Table = {
  readonly key: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** A column worth a picture: figures that people compare. */
  readonly chart?: readonly string[];
};

export type Row = {
  readonly name: string;
  /** The settings this system ran with. */
  readonly note?: string;
  /** Why there are no figures. */
  readonly skipped?: string;
  readonly cells: Readonly<Record<string, Summary>>;
};

export type Bar = {
  readonly name: string;
  /** Undefined when a figure it needs was not measured. */
  readonly value: number | undefined;
  readonly bar: string;
  readonly ok: boolean | undefined;
};

/** The medians a bar is computed from; undefined where nothing was measured. */
export function cell(
  tables: readonly Table[],
  table: string,
  row: string,
  column: string,
): number | undefined {
  return tables.find(({ key }) => key === table)?.rows.find(({ name }) => name === row)?.cells[column]
    ?.median;
}

export function atLeast(bar: number, name: string, value: number | undefined): Bar {
  return { name, value, bar: `≥ ${bar}`, ok: value === undefined ? undefined : value >= bar };
}

export function atMost(bar: number, name: string, value: number | undefined): Bar {
  return { name, value, bar: `≤ ${bar}`, ok: value === undefined ? undefined : value <= bar };
}

/** `median (low – high)`; the range only where there was more than one sample. */
export function formatCell(summary: Summary | undefined): string {
  if (!summary) return "–";
  const { median, low, high, samples } = summary;
  return samples.length > 1 ? `${digits(median)} (${digits(low)}–${digits(high)})` : digits(median);
}

/** Three digits that mean something, and no more. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(places, 3) });
}

/** For a terminal. */
export function printTable({ title, columns, rows }: Table): string {
  const lines = rows.map((row) => [
    row.name,
    ...(row.skipped === undefined ? columns.map((column) => formatCell(row.cells[column])) : [row.skipped]),
  ]);
  return [title, ...grid([["", ...columns], ...lines])].join("\n");
}

export function printBars(bars: readonly Bar[]): string {
  return [
    "Bars",
    ...grid(bars.map(({ name, value, bar, ok }) => [verdict(ok), name, shown(value), bar])),
  ].join("\n");
}

export function verdict(ok: boolean | undefined): string {
  return ok === undefined ? "not measured" : ok ? "pass" : "MISS";
}

export function shown(value: number | undefined): string {
  return value === undefined ? "–" : digits(value);
}

/** Columns as wide as their widest cell; a last cell may run over, so that a reason fits. */
function grid(lines: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  const full = Math.max(...lines.map((line) => line.length));
  for (const line of lines.filter(({ length }) => length === full))
    for (const [index, text] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, text.length);
  for (const [first = ""] of lines) widths[0] = Math.max(widths[0] ?? 0, first.length);
  return lines.map((line) =>
    `  ${line.map((text, index) => text.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd(),
  );
}
