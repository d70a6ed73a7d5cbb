import { square } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import { isArranged, moveCanvas, until } from "../lib/probes.ts";
import type { Scenario } from "../lib/scenario.ts";
import { openSite, type Site } from "../lib/site.ts";
import { percentile } from "../lib/statistics.ts";

const columns = ["pan p95 ms", "zoom p95 ms", "pan p50 ms", "zoom p50 ms", "all in view: pan p95 ms"];
export const hundred = "100 steps";
export const fiveHundred = "500 steps";

type Frames = {
  readonly away: readonly number[];
  readonly pan: readonly number[];
  readonly zoom: readonly number[];
  readonly travelled: number;
  readonly began: number;
  readonly ended: number;
};

/** How long is a frame while a person moves about in the editor? By the timestamps of animation frames. */
export const canvas: Scenario = {
  name: "canvas",
  question: "How long does a frame take while the canvas is panned and zoomed?",
  run: async (bench) => {
    await using site = await openSite(bench);
    const contenders = [];
    for (const [name, steps] of [
      [hundred, 100],
      [fiveHundred, 500],
    ] as const) {
      const { slug } = await bench.engine.deploy(square(steps));
      contenders.push({ name, measure: () => framesOf(site, slug) });
    }
    const figures = await interleave(contenders, { ...bench, warmUp: false });
    const rows = [hundred, fiveHundred].map((name) => ({ name, cells: figures.get(name) ?? {} }));
    return [{ key: "canvas", title: "Frames of the editor's canvas, milliseconds", columns, rows }];
  },
};

async function framesOf({ origin, open }: Site, slug: string): Promise<Readonly<Record<string, number>>> {
  const context = await open();
  const page = await context.newPage();
  await page.goto(`${origin}/flows/${slug}/edit`);
  await page.evaluate(until(isArranged));
  const { away, pan, zoom, travelled, began, ended } = await page.evaluate<Frames>(moveCanvas);
  await context.close();
  for (const scale of [began, ended])
    if (scale < 0.5) throw new Error(`the canvas was moved at a zoom of ${scale}, where cards are blocks`);
  if (travelled < 2_000) throw new Error(`the canvas was panned by ${travelled} pixels only`);
  return {
    "pan p95 ms": percentile(pan, 95),
    "pan p50 ms": percentile(pan, 50),
    "zoom p95 ms": percentile(zoom, 95),
    "zoom p50 ms": percentile(zoom, 50),
    "all in view: pan p95 ms": percentile(away, 95),
  };
}
