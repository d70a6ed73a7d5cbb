/** What a node is given, and what it may leave behind. */
import { beforeAll, expect, test, vi } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import { eventually } from "#db/testing/eventually.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { NodeError } from "#nodes/sdk/index.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";
import { pass, scripted } from "../testing/nodes.ts";

beforeAll(() => {
  vi.stubEnv("REFLUX_SECRET_KEY", Buffer.alloc(32, 3).toString("base64"));
  return () => vi.unstubAllEnvs();
});

const SECRET = "s3cr3t-value";

async function withSecret(work: (bench: Bench) => Promise<void>): Promise<void> {
  await withBench(async (bench) => {
    await bench.rows("select reflux_private.store_secret('token', $1)", encryptSecret("token", SECRET));
    await work(bench);
  });
}

/** Every text the engine keeps. */
async function everything({ rows }: Bench): Promise<string> {
  const kept = await Promise.all(
    ["runs", "steps", "attempts", "step_logs", "outputs", "artifact_refs", "run_events"].map((table) =>
      rows<{ row: string }>(`select t::text as row from reflux.${table} t`),
    ),
  );
  return kept
    .flat()
    .map(({ row }) => row)
    .join("\n");
}

test("a secret reaches the node, and nothing the node leaves behind", () =>
  withSecret(async (bench) => {
    const got: unknown[] = [];
    const leaky = scripted(
      "test.leaky",
      async (_, ctx) => {
        got.push(ctx.config.token, await ctx.secret("token"));
        ctx.log("info", `using ${SECRET}`, { header: `Bearer ${SECRET}` });
        if (ctx.attempt === 1)
          throw new NodeError("RFX01", `401 for ${SECRET}`, { retry: "backoff", detail: { SECRET } });
        return { echoed: SECRET, long: `${SECRET} `.repeat(1_000) };
      },
      { secrets: ["token"] },
    );
    await bench.startWorker({ nodes: [leaky, pass] });

    const ended = await bench.run(
      flow({
        only: {
          node: "test.leaky",
          config: { token: "{{ secrets.token }}" },
          retry: { max: 1, initial: "10ms" },
        },
      }),
    );
    await eventually("the log is written", () =>
      bench.rows("select from reflux.step_logs").then(({ length }) => length === 2),
    );

    expect(got).toEqual([SECRET, SECRET, SECRET, SECRET]);
    expect(ended.output).toMatchObject({ echoed: "•••" });
    expect(await everything(bench)).not.toContain(SECRET);
  }));

test("a secret that is not there fails the step and names it", () =>
  withBench(async ({ startWorker, run, step }) => {
    const node = scripted("test.node", (_, ctx) => ctx.secret("gone"));
    await startWorker({ nodes: [node] });

    const ended = await run(flow({ only: { node: "test.node" } }));

    expect(await step(ended.id, "only")).toMatchObject({ error: { code: "RFN06", message: /gone/ } });
  }));

test("log lines and progress are there while the step runs", () =>
  withBench(async ({ startWorker, deploy, start, finished, step, rows }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const node = scripted("test.node", async (_, ctx) => {
      ctx.log("warn", "half way", { at: 2 });
      ctx.progress(0.5);
      await promise;
    });
    await startWorker({ nodes: [node] });
    await deploy("flow", flow({ only: { node: "test.node" } }));
    const run = await start("flow");

    await eventually("the progress is seen", async () => (await step(run, "only")).progress === 0.5);
    const [line] = await rows(
      "select attempt, level, message, fields from reflux.step_logs where run_id = $1",
      run,
    );
    resolve();

    expect(line).toEqual({ attempt: 1, level: "warn", message: "half way", fields: { at: 2 } });
    expect(await finished(run)).toMatchObject({ state: "succeeded" });
  }));

test("a large output is an artifact, and reaches whatever step names it", () =>
  withBench(async ({ startWorker, run, step }) => {
    const large = "x".repeat(50_000);
    await startWorker({ nodes: [scripted("test.large", () => ({ large })), pass, ...builtinNodes] });
    const value = { size: "{{ $length(steps.make.output.large) }}", from: "{{ input.large }}" };

    const ended = await run(
      flow(
        {
          make: { node: "test.large" },
          a: {},
          b: {},
          join: {},
          last: { node: "transform", config: { value } },
        },
        ["make -> a", "make -> b", "a -> join", "b -> join", "join -> last"],
      ),
    );

    expect(await step(ended.id, "join")).toMatchObject({ output: null, output_hash: expect.any(String) });
    expect(ended.output).toEqual({ size: 50_000, from: null });
  }));

test("from what size an output is kept apart is a setting", () =>
  withBench(async ({ startWorker, run, step, rows }) => {
    await rows("update reflux.settings set inline_output_bytes = 100");
    const [small, large] = ["small", "large"].map((size) =>
      scripted(`test.${size}`, () => "x".repeat(size === "small" ? 90 : 110)),
    );
    await startWorker({ nodes: [small!, large!] });

    const ended = await run(flow({ small: { node: "test.small" }, large: { node: "test.large" } }));

    expect(await step(ended.id, "small")).toMatchObject({ output: "x".repeat(90), output_hash: null });
    expect(await step(ended.id, "large")).toMatchObject({ output: null, output_hash: expect.any(String) });
  }));

test("bytes are kept and given back", () =>
  withBench(async ({ startWorker, run }) => {
    const node = scripted("test.node", async (_, ctx) => {
      const ref = await ctx.artifacts.put(Buffer.from([0, 255, 7]), { contentType: "image/png" });
      return { ref, back: [...(await ctx.artifacts.get(ref))] };
    });
    await startWorker({ nodes: [node] });

    const ended = await run(flow({ only: { node: "test.node" } }));

    expect(ended.output).toMatchObject({ ref: { bytes: 3, content_type: "image/png" }, back: [0, 255, 7] });
  }));

test("a disabled step hands its input on without running", () =>
  withBench(async ({ startWorker, run }) => {
    await startWorker({ nodes: [scripted("test.never", () => Promise.reject(new Error("it ran"))), pass] });

    const ended = await run(
      flow({ off: { node: "test.never", disabled: true }, after: {} }, ["off -> after"]),
      { input: 3 },
    );

    expect(ended).toMatchObject({ state: "succeeded", output: 3 });
  }));

test("a node sees its run, its place, the database's time and numbers that repeat", () =>
  withBench(async ({ startWorker, run }) => {
    const seen: number[] = [];
    const node = scripted("test.node", (_, ctx) => {
      seen.push(ctx.random());
      if (ctx.attempt === 1) throw new Error("once more");
      return { run: ctx.run, step: ctx.step, now: ctx.now().toISOString() };
    });
    await startWorker({ nodes: [node] });

    const ended = await run(flow({ only: { node: "test.node", retry: { max: 1, initial: "10ms" } } }));

    expect(ended.output).toMatchObject({
      run: { id: ended.id, flow: "flow", version: 1, started_at: ended.started_at?.toISOString() },
      step: { key: "only", scope: "" },
    });
    expect(seen[0]).toBe(seen[1]);
  }));
