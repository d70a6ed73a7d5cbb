/** Every call into the engine fails before its commit, after it, and long before it; nothing may be lost or done twice. */
import { beforeAll, expect, test, vi } from "vitest";
import { createPool } from "#db/client.ts";
import { encryptSecret } from "#db/secrets.ts";
import { eventually } from "#db/testing/eventually.ts";
import { NodeError } from "#nodes/sdk/index.ts";
import { type Decide, withFailpoints } from "../testing/failpoints.ts";
import { type Bench, chain, fan, flow, withBench } from "../testing/kit.ts";
import { pass, scripted } from "../testing/nodes.ts";
import { pick, randomOf, seedOf } from "../testing/random.ts";

beforeAll(() => {
  vi.stubEnv("REFLUX_SECRET_KEY", Buffer.alloc(32, 3).toString("base64"));
  return () => vi.unstubAllEnvs();
});

/** Uses every call a worker makes: secrets, places under keys, logs, large outputs, retries, sleeps. */
const everything = scripted("test.everything", async (input, ctx) => {
  ctx.log("info", "here");
  ctx.progress(0.5);
  await ctx.secret("token");
  const ref = await ctx.artifacts.put(Buffer.from("bytes"));
  await ctx.artifacts.get(ref);
  if (ctx.attempt === 1 && ctx.step.key === "c1") throw new NodeError("RFX01", "once", { retry: "backoff" });
  return input;
});

const work = {
  ...fan(4, {
    node: "test.everything",
    retry: { max: 1, initial: "10ms" },
    concurrency: { key: "{{ run.flow }}", limit: 2 },
  }),
};

async function withFailing(decide: Decide, act: (bench: Bench) => Promise<void>): Promise<void> {
  await withBench(async (bench) => {
    await bench.rows("select reflux_private.store_secret('token', $1)", encryptSecret("token", "hunter22"));
    const pool = createPool({ connectionString: bench.url, max: 6 });
    try {
      const worker = await bench.startWorker({
        pool: withFailpoints(pool, decide),
        nodes: [everything, pass],
      });
      await act(bench);
      await worker.stop();
    } finally {
      await pool.end();
    }
  });
}

const calls = [
  "complete",
  "take",
  "recall",
  "renew",
  "sweep",
  "drop_old_runs",
  "drop_loose_outputs",
  "drop_loose_artifacts",
  "slot",
  "graph",
  "secret",
  "write_artifact_part",
  "keep_artifact",
  "find_artifact",
  "artifact_part",
  "logs",
];

const modes = [undefined, "before", "after", "late"] as const;

test.each(calls)("%s fails before its commit, after it, and late", (call) =>
  withFailing(
    // Not the first: it belongs to the start.
    (name, count) => (name === call ? modes[(count - 1) % modes.length] : undefined),
    async ({ deploy, start, finished }) => {
      await deploy("fan", work);
      await deploy("chain", chain(6));
      const runs = [await start("fan"), await start("chain"), await start("chain")];

      for (const run of runs) expect(await finished(run, 30_000)).toMatchObject({ state: "succeeded" });
    },
  ),
);

test("any of them fails, at any time", () => {
  const random = randomOf(seedOf());
  return withFailing(
    (name) =>
      name !== "register" && random() < 0.15 ? pick(random, ["before", "after", "late"]) : undefined,
    async ({ deploy, start, rows }) => {
      await deploy("fan", work);
      await deploy("chain", chain(8));
      await deploy("nap", flow({ nap: { node: "test.everything" }, after: {} }, ["nap -> after"]));
      for (let index = 0; index < 10; index += 1)
        for (const slug of ["fan", "chain", "nap"]) await start(slug);

      await eventually(
        "all runs end",
        async () => (await rows("select from reflux.runs where finished_at is null")).length === 0,
        { withinMs: 45_000 },
      );
      expect(await rows("select from reflux.runs where state <> 'succeeded'")).toEqual([]);
    },
  );
});
