/** Counts and sizes, short enough for a cell. */

const whole = new Intl.NumberFormat("en-GB");
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** `1,234` up to five digits, `12.3K` beyond. */
export function formatCount(count: number): string {
  return Math.abs(count) < 100_000 ? whole.format(count) : compact.format(count);
}

/** `640 B`, `8.2 KB`, `1.4 MB`: powers of 1024, as Postgres prints them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1023.95 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `99.4%`; never rounds a failure away: 99.96 is not 100. */
export function formatShare(part: number, total: number): string {
  if (total === 0) return "–";
  const percent = (part / total) * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  return `${Math.min(99.9, Math.max(0.1, percent)).toFixed(1)}%`;
}
