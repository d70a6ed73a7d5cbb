import type { BrowserContext } from "playwright-core";
import type { FlowDocument } from "../lib/engine.ts";
import { chain, fanOut } from "../lib/flows.ts";
import { isReading, watchFor } from "../lib/probes.ts";
import type { Scenario } from "../lib/scenario.ts";
import { openSite } from "../lib/site.ts";
import { summarise } from "../lib/statistics.ts";

export const warm = "Flows, warm";
export const longRun = "a run of 10,000 steps: its first rows";
export const cause = "the same with one failure deep inside: its cause, and its row";
export const shownColumn = "on screen, ms";

const rows = `document.querySelector("[role=grid] [data-index]")`;
const bars = `document.querySelector("[role=listbox] [role=option]")`;

const declined = "the card was declined";
/** The words of the error, and the row of the step that failed, which is drawn only where it is scrolled to. */
const caused = `[...document.querySelectorAll("[role=tabpanel]")].some((panel) => panel.textContent.includes(${JSON.stringify(declined)}))
  && document.querySelector("[role=option][aria-selected=true]")`;

/** How soon is there something to see? From the start of the navigation to the frame after it was painted. */
export const open: Scenario = {
  name: "open",
  question: "How soon are Flows on screen, and a run with ten thousand events?",
  run: async (bench) => {
    await using site = await openSite(bench);
    const { engine, size } = bench;
    for (let number = 0; number < size(100, 20); number += 1)
      await engine.deploy({ ...chain(10), name: `flow-${number}` });
    const flow = await engine.deploy(fanOut(size(9_998, 998)));
    await engine.measure(flow, 1);
    const run = `${site.origin}/runs/${await engine.newestRun()}`;
    const failing = `${site.origin}/runs/${await engine.startOne(await engine.deploy(withFailure(size(9_998, 998))))}`;
    await engine.idle();

    const flows = `${site.origin}/flows`;
    const looks: readonly [string, string, string, boolean][] = [
      ["Flows, empty cache", flows, rows, true],
      [warm, flows, rows, false],
      [longRun, run, bars, false],
      [cause, failing, caused, false],
      ["all rows of a run of 10,000 steps", run, `${bars} && !${isReading}`, false],
    ];
    const found = new Map<string, number[]>();
    const shared = await site.open();
    // The first look warms cache, server and database, and is not counted.
    for (const [, url, condition] of looks) await look(shared, url, condition);
    for (let round = 1; round <= bench.rounds; round += 1) {
      for (const [name, url, condition, isCold] of looks) {
        const context = isCold ? await site.open() : shared;
        found.set(name, [...(found.get(name) ?? []), await look(context, url, condition)]);
        if (isCold) await context.close();
      }
      bench.report(`round ${round} of ${bench.rounds}`);
    }
    await shared.close();
    return [
      {
        key: "open",
        title: "From navigation to the screen, milliseconds",
        columns: [shownColumn],
        rows: [...found].map(([name, samples]) => ({ name, cells: { [shownColumn]: summarise(samples) } })),
      },
    ];
  },
};

/** Of ten thousand steps beside each other one fails, three quarters down. */
function withFailure(width: number): FlowDocument {
  const { steps, edges } = fanOut(width);
  const bad = { node: "bench.noop", config: { bytes: `{{ $error('${declined}') }}` } };
  return { name: `failure-in-${width}`, steps: { ...steps, [`f${Math.floor(width * 0.75)}`]: bad }, edges };
}

async function look(context: BrowserContext, url: string, condition: string): Promise<number> {
  const page = await context.newPage();
  await page.addInitScript({ content: watchFor(condition) });
  await page.goto(url);
  const shown = await page.evaluate<number>("window.shown");
  await page.close();
  return shown;
}
