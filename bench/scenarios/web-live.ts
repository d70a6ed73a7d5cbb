import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { chain, fanOut } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import { keepBusy, watchEffort } from "../lib/load.ts";
import { isArranged, isReading, until, watchCount, watchSteps } from "../lib/probes.ts";
import type { Bench, Scenario } from "../lib/scenario.ts";
import { openSite } from "../lib/site.ts";
import { percentile } from "../lib/statistics.ts";

const columns = ["p50 ms", "p95 ms", "never shown", "main thread %", "steps/s"];
export const watched = "one run of many, on the canvas";
export const wide = "all steps in one run, as a list";
export const listed = "the list of runs";
const stepsPerSecond = 1_000;
const squares = `document.querySelector("section[aria-label*='×'] svg[role=img]")`;
const rowsOfRuns = `document.querySelector("[role=grid] [data-index]")`;

type Figures = Readonly<Record<string, number>>;
type Change = { readonly at: number; readonly seen: number | undefined };

/**
 * How soon does a person see what happened? From `started_at` and `finished_at`, which Postgres takes from this machine's
 * clock shortly before it commits, to the frame after it was painted, while the engine runs 1,000 steps a second.
 */
export const live: Scenario = {
  name: "live",
  question: "How soon is a step's change on screen under load, and how busy is the page?",
  run: async (bench) => {
    await using site = await openSite(bench);
    const { cluster, engine, size } = bench;
    // Each runs 100 steps at once, and a step that pauses takes a little over 100 ms.
    await engine.workers(2);
    const busy = await engine.deploy(chain(10));
    // Few enough that all its cards are in the page, seen or not.
    const slow = await engine.deploy(chain(size(48, 20), { node: "bench.pause" }));
    const many = await engine.deploy(fanOut(size(6_000, 3_000), { node: "bench.pause" }));
    const context = await site.open();

    const look = async (path: string, ready: string, work: (page: Page) => Promise<Figures>) => {
      const page = await context.newPage();
      await page.goto(`${site.origin}/runs${path}`);
      await page.evaluate(until(ready));
      const effort = await watchEffort(cluster, page);
      const figures = { ...(await work(page)), ...(await effort()) };
      await page.close();
      return figures;
    };
    const contenders = [
      {
        name: watched,
        measure: async () => {
          await engine.idle();
          await using _load = keepBusy(engine, busy, stepsPerSecond);
          const run = await engine.startOne(slow);
          return await look(`/${run}?view=canvas`, isArranged, (page) =>
            watchCards(bench, page, run, slow.steps),
          );
        },
      },
      {
        name: wide,
        measure: async () => {
          await engine.idle();
          const run = await engine.startOne(many);
          return await look(`/${run}?view=steps`, `${squares} && !${isReading}`, (page) =>
            watchList(bench, page, run, many.steps - 2),
          );
        },
      },
      {
        name: listed,
        measure: async () => {
          await engine.idle();
          await using _load = keepBusy(engine, busy, stepsPerSecond);
          return await look("", rowsOfRuns, () => delay(size(5_000, 2_000), {}));
        },
      },
    ];
    const figures = await interleave(contenders, { ...bench, warmUp: false });
    await context.close();
    const rows = contenders.map(({ name }) => ({ name, cells: figures.get(name) ?? {} }));
    const title = `From commit to the screen, at ${stepsPerSecond} steps a second`;
    return [{ key: "live", title, columns, rows }];
  },
};

/** Each change of a card. Who never saw a step run saw its start when it had ended. */
async function watchCards(bench: Bench, page: Page, run: string, steps: number): Promise<Figures> {
  await page.evaluate(watchSteps);
  const since = Date.now();
  await page.evaluate(
    until(`window.seen.some(([step, state]) => step === "s${steps - 1}" && state === "succeeded")`),
  );
  const seen = await page.evaluate<readonly (readonly [string, string, number])[]>("window.seen");
  const first = (step: string, ...states: readonly string[]) =>
    seen.find(([name, state]) => name === step && states.includes(state))?.[2];
  const changes = (await timesOf(bench, run)).flatMap(({ step, started, finished }) => [
    { at: started, seen: first(step, "running", "succeeded") },
    { at: finished, seen: first(step, "succeeded") },
  ]);
  return lateness(changes.filter(({ at }) => at > since));
}

/** Thousands of steps are squares and a count: the end of the n-th is seen when the count says n or more. */
async function watchList(bench: Bench, page: Page, run: string, steps: number): Promise<Figures> {
  await page.evaluate(watchCount);
  const since = Date.now();
  await bench.engine.idle();
  // What never comes is counted, so waiting for it in vain is no error.
  await page.evaluate(until(`window.seen.at(-1)?.[0] >= ${steps}`, 5_000)).catch(() => undefined);
  const seen = await page.evaluate<readonly (readonly [number, number])[]>("window.seen");
  const ends = (await timesOf(bench, run)).flatMap(({ step, finished }) =>
    /^f\d/.test(step) ? [finished] : [],
  );
  const changes = ends
    .toSorted((a, b) => a - b)
    .map((at, index) => ({ at, seen: seen.find(([count]) => count > index)?.[1] }));
  return lateness(changes.filter(({ at }) => at > since));
}

async function timesOf({ cluster }: Bench, run: string) {
  const { rows } = await cluster.watch.query<{ step: string; started: number; finished: number }>(
    `select step, 1000 * extract(epoch from started_at)::float8 as started,
       1000 * extract(epoch from finished_at)::float8 as finished
     from reflux.run_steps where run_id = $1`,
    [run],
  );
  return rows;
}

function lateness(changes: readonly Change[]): Figures {
  const late = changes.flatMap(({ at, seen }) => (seen === undefined ? [] : [seen - at]));
  const never = changes.length - late.length;
  return { "p50 ms": percentile(late, 50), "p95 ms": percentile(late, 95), "never shown": never };
}
