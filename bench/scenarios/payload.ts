import { chain, fanOut } from "../lib/flows.ts";
import { interleave } from "../lib/interleave.ts";
import { chainColumn, fanOutColumn } from "../lib/names.ts";
import type { Scenario } from "../lib/scenario.ts";

const sizes = [
  { name: "no output", bytes: 0 },
  { name: "1 KB", bytes: 1_024 },
  { name: "8 KB", bytes: 8_192 },
];

/** What do outputs cost? Each step returns so many bytes of random text, stored in its row. */
export const payload: Scenario = {
  name: "payload",
  question: "How many steps a second when each returns 0, 1 KB or 8 KB?",
  run: async ({ cluster, engine, rounds, size, report, quick }) => {
    await engine.workers(1);
    const contenders = [];
    for (const { name, bytes } of sizes) {
      const line = await engine.deploy(chain(10, { bytes }));
      const fan = await engine.deploy(fanOut(100, { bytes }));
      const sample = async (flow: typeof line, runs: number) => {
        await cluster.settle();
        const { steps, ms } = await engine.measure(flow, runs);
        return (steps / ms) * 1_000;
      };
      contenders.push({
        name,
        measure: async () => ({
          [chainColumn]: await sample(line, size(1_000, 100)),
          [fanOutColumn]: await sample(fan, size(100, 10)),
        }),
      });
    }

    const figures = await interleave(contenders, { rounds, report, warmUp: !quick });

    const rows = sizes.map(({ name }) => ({ name, cells: figures.get(name) ?? {} }));
    const title = "Steps per second by size of each output, 1 worker process";
    return [{ key: "payload", title, columns: [chainColumn, fanOutColumn], rows }];
  },
};
