import { stripVTControlCharacters, styleText } from "node:util";

/**
 * What the commands write with: paint, aligned tables, durations. Colour only where a person looks: `styleText` asks
 * the stream, and obeys NO_COLOR and FORCE_COLOR. Text from outside goes through `plain`, so that no message of a
 * remote system can move the cursor or repaint the screen.
 */
export type Paint = Parameters<typeof styleText>[0];

export function paint(style: Paint, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** Without control characters and escape sequences, on one line. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is taken out
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}

/** JSON for people. JSON escapes control characters up to U+001F; terminals obey those around U+0080, too. */
export function pretty(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return text.replaceAll(/[\u007f-\u009f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

export function print(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/** For people who watch; never part of a result that a program reads. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, process.stdout.isTTY ? 2 : undefined));
}

/** A person at a terminal that can be redrawn. */
export function isInteractive(): boolean {
  return process.stdout.isTTY && process.env["TERM"] !== "dumb";
}

export function columns(): number {
  return process.stdout.isTTY ? Math.max(40, process.stdout.columns) : 120;
}

export type Column = { readonly title: string; readonly align?: "left" | "right" };

/** Aligned columns, two spaces apart; the last one is cut where the terminal ends. */
export function table(heads: readonly Column[], rows: readonly (readonly string[])[]): string {
  const titles = heads.map(({ title }) => paint("dim", title));
  const lines = [titles, ...rows];
  const widths = heads.map((_, index) => Math.max(...lines.map((line) => width(line[index] ?? ""))));
  return lines.map((line) => row(line, heads, widths)).join("\n");
}

function row(cells: readonly string[], heads: readonly Column[], widths: readonly number[]): string {
  const padded = heads.map(({ align }, index) => pad(cells[index] ?? "", widths[index] ?? 0, align));
  return fit(padded.join("  ").trimEnd());
}

export function pad(text: string, to: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, to - width(text)));
  return align === "left" ? text + space : space + text;
}

/** Cut to the terminal's width; a cut line loses its colours, which may otherwise run on. */
export function fit(line: string, to = columns()): string {
  if (!process.stdout.isTTY || width(line) <= to) return line;
  return `${stripVTControlCharacters(line).slice(0, to - 1)}…`;
}

export function width(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** `3 ms`, `1.24 s`, `2 min 5 s`, `3 h 10 min`, `2 d 4 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds < 9.995 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `4 s ago`, and the day for what is longer ago. */
export function ago(moment: Date, now: Date = new Date()): string {
  const passed = now.getTime() - moment.getTime();
  if (passed > 86_400_000) return moment.toISOString().slice(0, 16).replace("T", " ");
  return passed < 1000 ? "now" : `${duration(Math.floor(passed / 1000) * 1000).replace(/\.\d+/, "")} ago`;
}
