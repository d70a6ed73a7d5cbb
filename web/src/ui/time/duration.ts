/**
 * Durations with three significant figures at most: `840 µs`, `12.3 ms`, `1.24 s`, `2m 05s`, `3h 12m`, `4d 02h`.
 * The second unit keeps two digits, so that a column of them lines up.
 */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "–";
  const sign = milliseconds < 0 ? "−" : "";
  const ms = Math.abs(milliseconds);
  if (ms === 0) return "0 ms";
  if (ms < 0.9995) return `${sign}${figures(ms * 1_000)} µs`;
  if (ms < 999.5) return `${sign}${figures(ms)} ms`;
  if (ms < 59_950) return `${sign}${figures(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${sign}${pair(seconds, 60, "m", "s")}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return `${sign}${pair(minutes, 60, "h", "m")}`;
  return `${sign}${pair(Math.round(minutes / 60), 24, "d", "h")}`;
}

/** One unit, for where there is room for three characters: `40s`, `12m`, `3h`, `2d`. */
export function formatCoarse(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)}ms`;
  const [unit = "s", size = 1_000] =
    Object.entries({ d: 86_400_000, h: 3_600_000, m: 60_000 }).find(([, least]) => milliseconds >= least) ??
    [];
  return `${Math.round(milliseconds / size)}${unit}`;
}

/** For people who listen: "2 minutes 5 seconds". */
export function spellDuration(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1_000);
  if (seconds < 1) return `${Math.round(Math.abs(milliseconds))} milliseconds`;
  const parts = [
    [Math.floor(seconds / 86_400), "day"],
    [Math.floor(seconds / 3_600) % 24, "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
    .join(" ");
}

const figures = (x: number) => (x < 9.995 ? x.toFixed(2) : x < 99.95 ? x.toFixed(1) : x.toFixed(0));

function pair(count: number, base: number, big: string, small: string): string {
  return `${Math.floor(count / base)}${big} ${String(count % base).padStart(2, "0")}${small}`;
}
