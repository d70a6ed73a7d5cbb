import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { Engine, Flow } from "../lib/engine.ts";
import { chain } from "../lib/flows.ts";
import { until, watchSteps } from "../lib/probes.ts";
import type { Bench, Scenario } from "../lib/scenario.ts";
import { openSite } from "../lib/site.ts";
import { percentile, summarise } from "../lib/statistics.ts";

const columns = ["p50 ms", "p95 ms", "main thread %", "steps/s"];
export const watched = "a run on the canvas";
export const listed = "the list of runs";
const stepsPerSecond = 1_000;
const stepsEach = 10;
const everyMs = 100;

type Figures = Readonly<Record<string, number>>;
type Change = readonly [step: string, state: string, at: number];

/**
 * How soon does a person see what happened? From `started_at` and `finished_at`, which Postgres takes from this machine's
 * clock shortly before it commits, to the frame after the card was painted, while the engine runs other steps.
 */
export const live: Scenario = {
  name: "live",
  question: "How soon is a step's change on screen under load, and how busy is the page?",
  run: async (bench) => {
    await using site = await openSite(bench);
    const { engine, rounds, size, report } = bench;
    const background = await engine.deploy(chain(stepsEach));
    const slow = await engine.deploy(chain(size(80, 20), { node: "bench.pause" }));
    const context = await site.open();
    const samples = new Map([watched, listed].map((name) => [name, new Map<string, number[]>()]));
    const keep = (name: string, figures: Figures) => {
      const row = samples.get(name);
      for (const [column, value] of Object.entries(figures))
        row?.set(column, [...(row.get(column) ?? []), value]);
    };
    for (let round = 1; round <= rounds; round += 1) {
      await using load = keepBusy(engine, background);
      const page = await context.newPage();
      const run = await engine.startOne(slow);
      await page.goto(`${site.origin}/runs/${run}?view=canvas`);
      await page.locator("#step-s0").waitFor();
      keep(watched, await measured(bench, page, () => watchRun(bench, page, run, slow.steps)));
      await page.goto(`${site.origin}/runs`);
      await page.locator("[role=grid] [data-index]").first().waitFor();
      keep(listed, await measured(bench, page, () => delay(size(5_000, 2_000), {})));
      await page.close();
      await load.stop();
      await engine.idle();
      report(`round ${round} of ${rounds}`);
    }
    await context.close();
    const rows = [...samples].map(([name, row]) => ({
      name,
      cells: Object.fromEntries([...row].map(([column, values]) => [column, summarise(values)])),
    }));
    const title = `From commit to the screen, at ${stepsPerSecond} steps a second`;
    return [{ key: "live", title, columns, rows }];
  },
};

/** What the page's main thread and the engine did meanwhile. */
async function measured({ cluster }: Bench, page: Page, work: () => Promise<Figures>): Promise<Figures> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  const done = async () => {
    const { rows } = await cluster.watch.query<{ count: number }>(
      "select count(*)::int as count from reflux.steps where state = 'succeeded'",
    );
    return rows[0]?.count ?? Number.NaN;
  };
  const [steps, before, began] = [await done(), await busy(), performance.now()];
  const figures = await work();
  const seconds = (performance.now() - began) / 1_000;
  const share = ((await busy()) - before) / seconds;
  return { ...figures, "main thread %": share * 100, "steps/s": ((await done()) - steps) / seconds };
}

/** Each change that happened while the page was watched, from the database's word to the card's. */
async function watchRun({ cluster }: Bench, page: Page, run: string, steps: number): Promise<Figures> {
  await page.evaluate(watchSteps);
  const since = Date.now();
  const last = `window.changes.some(([step, state]) => step === "s${steps - 1}" && state === "succeeded")`;
  await page.evaluate(until(last));
  const changes = await page.evaluate<readonly Change[]>("window.changes");
  const { rows } = await cluster.watch.query<{ step: string; started: number; finished: number }>(
    `select step, 1000 * extract(epoch from started_at)::float8 as started,
       1000 * extract(epoch from finished_at)::float8 as finished
     from reflux.run_steps where run_id = $1`,
    [run],
  );
  const seen = (step: string, ...states: readonly string[]) =>
    changes.find(([name, state]) => name === step && states.includes(state))?.[2] ?? Number.NaN;
  // Who never saw a step run saw its start when it had ended.
  const late = rows.flatMap(({ step, started, finished }) => [
    ...(started > since ? [seen(step, "running", "succeeded") - started] : []),
    ...(finished > since ? [seen(step, "succeeded") - finished] : []),
  ]);
  if (late.some(Number.isNaN)) throw new Error(`changes of run ${run} were never on screen`);
  return { "p50 ms": percentile(late, 50), "p95 ms": percentile(late, 95) };
}

/** Starts runs evenly until it is stopped. */
function keepBusy(engine: Engine, flow: Flow): AsyncDisposable & { stop(): Promise<void> } {
  const ending = new AbortController();
  const runs = (stepsPerSecond * everyMs) / 1_000 / stepsEach;
  const began = performance.now();
  const loop = (async () => {
    for (let turn = 1; !ending.signal.aborted; turn += 1) {
      await engine.start(flow, runs);
      await delay(Math.max(0, began + turn * everyMs - performance.now()));
    }
  })();
  const stop = async () => {
    ending.abort();
    await loop;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}
