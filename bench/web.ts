import type { Suite } from "./lib/scenario.ts";
import { atMost, cell } from "./lib/table.ts";
import { canvas, fiveHundred, hundred } from "./scenarios/web-canvas.ts";
import { listed, live, watched, wide } from "./scenarios/web-live.ts";
import { cause, longRun, open, shownColumn, warm } from "./scenarios/web-open.ts";
import { size } from "./scenarios/web-size.ts";

/** The app: how soon something is seen, how smoothly it moves, and the bars it has to clear. */
export const web: Suite = {
  name: "web",
  documents: ["web/README.md", "bench/README.md"],
  scenarios: [size, open, canvas, live],
  bars: (tables) => {
    const of = (table: string, row: string, column: string) => cell(tables, table, row, column);
    const sizes = tables.find(({ key }) => key === "size")?.rows ?? [];
    return [
      atMost(1_000, "first load of Flows, warm, ms", of("open", warm, shownColumn)),
      atMost(2_000, "a run of 10,000 steps opens, ms", of("open", longRun, shownColumn)),
      atMost(
        2_000,
        "a run of 10,000 steps, one failed: its cause on screen, ms",
        of("open", cause, shownColumn),
      ),
      atMost(20, "canvas, 100 steps: pan, p95 frame, ms", of("canvas", hundred, "pan p95 ms")),
      atMost(20, "canvas, 100 steps: zoom, p95 frame, ms", of("canvas", hundred, "zoom p95 ms")),
      atMost(45, "canvas, 500 steps: pan, p95 frame, ms", of("canvas", fiveHundred, "pan p95 ms")),
      atMost(45, "canvas, 500 steps: zoom, p95 frame, ms", of("canvas", fiveHundred, "zoom p95 ms")),
      atMost(300, "commit → screen at 1,000 steps/s, p95 ms", of("live", watched, "p95 ms")),
      atMost(300, "the same, all of them in the run that is watched", of("live", wide, "p95 ms")),
      atMost(0, "ends of steps that were never shown", of("live", wide, "never shown")),
      ...[watched, wide, listed].map((row) =>
        atMost(50, `main thread, ${row}, %`, of("live", row, "main thread %")),
      ),
      ...sizes.map(({ name, cells }) =>
        atMost(cells["budget KB"]?.median ?? 0, `${name}, gzip KB`, cells["gzip KB"]?.median),
      ),
    ];
  },
};
