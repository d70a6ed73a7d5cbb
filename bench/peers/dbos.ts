import { DBOS } from "@dbos-inc/dbos-sdk";
import { serveCalls } from "../lib/calls.ts";

/** DBOS: a workflow function whose steps are checkpointed. So many workflows in flight as REFLUX has steps. */
const inFlight = 100;
const step = async () => null;

const chain = DBOS.registerWorkflow(
  async (length: number) => {
    for (let index = 0; index < length; index += 1) await DBOS.runStep(step, { name: `s${index}` });
    return length;
  },
  { name: "chain" },
);
const fanOut = DBOS.registerWorkflow(
  async (width: number) => {
    await DBOS.runStep(step, { name: "root" });
    await Promise.all(Array.from({ length: width }, (_, index) => DBOS.runStep(step, { name: `f${index}` })));
    await DBOS.runStep(step, { name: "join" });
    return width + 2;
  },
  { name: "fanOut" },
);

DBOS.setConfig({
  name: "bench",
  systemDatabaseUrl: process.env.BENCH_URL ?? "",
  systemDatabasePoolSize: 20,
  logLevel: "error",
});
await DBOS.launch();

/** Starts the next workflow whenever one ends. */
const measure = async (runs: number, start: () => Promise<number>) => {
  let steps = 0;
  let left = runs;
  const began = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      // Not `steps += await …`: that would read `steps` before the wait.
      const done = await start();
      steps += done;
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, runs) }, lane));
  return { steps, ms: performance.now() - began };
};

serveCalls(
  {
    chain: ({ runs, length }: { runs: number; length: number }) =>
      measure(runs, async () => (await DBOS.startWorkflow(chain)(length)).getResult()),
    fanOut: ({ runs, width }: { runs: number; width: number }) =>
      measure(runs, async () => (await DBOS.startWorkflow(fanOut)(width)).getResult()),
  },
  () => DBOS.shutdown(),
);
