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

test("a value that was stored as bytes before is an output like any other", () =>
  withBench(async ({ startWorker, run, rows }) => {
    const value = { text: "x".repeat(10_000) };
    const node = scripted("test.node", async (_, ctx) => {
      await ctx.artifacts.put(Buffer.from(JSON.stringify(value)), { contentType: "application/json" });
      return value;
    });
    await startWorker({ nodes: [node, pass] });

    const ended = await run(flow({ only: { node: "test.node" }, after: {} }, ["only -> after"]));

    expect(ended.output).toEqual(value);
    expect(await rows("select from reflux.outputs")).toHaveLength(1);
    expect(await rows("select from reflux.artifacts")).toHaveLength(1);
  }));

test("what a run keeps is read by its own steps, and those of runs that it called or that are forks of it", () =>
  withBench(async ({ startWorker, run, rows, deploy, finished }) => {
    const put = scripted("test.put", async (_, ctx) => {
      const { artifact } = await ctx.artifacts.put(Buffer.from("theirs"));
      return { artifact };
    });
    const get = scripted("test.get", async (input, ctx) =>
      Buffer.from(await ctx.artifacts.get(input as { artifact: string })).toString(),
    );
    await startWorker({ nodes: [put, get, pass, ...builtinNodes] });
    await deploy("reads", flow({ get: { node: "test.get" } }));
    const call = { node: "flow.call", config: { flow: "reads", input: "{{ input }}" } };

    const own = await run(
      flow({ put: { node: "test.put" }, get: { node: "test.get" }, call }, ["put -> get", "put -> call"]),
    );
    const [{ output } = { output: null }] = await rows<{ output: unknown }>(
      "select output from reflux.steps where run_id = $1 and idx = 0",
      own.id,
    );
    // The fork keeps them for itself: the run that it is of may go.
    const [fork] = await rows<{ id: string }>("select id from reflux.fork_run($1, 'get')", own.id);
    if (!fork) throw new Error("no fork");
    expect(await finished(fork.id)).toMatchObject({ state: "succeeded", output: own.output });
    const stranger = await run(flow({ get: { node: "test.get" } }), { input: output as object });

    expect(own.output).toEqual({ get: "theirs", call: "theirs" });
    // Whoever starts a run may read them himself, and hands them on; a text that only names them opens nothing.
    expect(stranger.output).toBe("theirs");
    const guessed = await run(
      flow(
        {
          guess: { node: "transform", config: { value: { artifact: "{{ run.input.name }}" } } },
          get: { node: "test.get" },
        },
        ["guess -> get"],
      ),
      { input: { name: (output as { artifact: string }).artifact } },
    );
    expect(guessed.state).toBe("failed");
  }));

test("bytes stream: what is written and read at once is bounded, and a range is read alone", () =>
  withBench(async ({ startWorker, run, rows }) => {
    const MB = 1024 * 1024;
    const node = scripted("test.node", async (_, ctx) => {
      let made = 0;
      const ahead: number[] = [];
      const source = async function* () {
        for (; made < 12; made += 1) {
          const [{ n } = { n: 0 }] = await rows<{ n: number }>(
            "select count(*)::int as n from reflux_private.artifact_parts",
          );
          ahead.push(made * 2 - n);
          yield new Uint8Array(MB).fill(made);
        }
      };
      const ref = await ctx.artifacts.write(source(), { name: "large.bin" });
      const middle = await ctx.artifacts.read(ref, { range: { start: 5 * MB - 2, end: 5 * MB + 2 } });
      let bytes = 0;
      for await (const piece of await ctx.artifacts.read(ref)) bytes += piece.byteLength;
      return {
        ref,
        stat: await ctx.artifacts.stat(ref),
        bytes,
        ahead: Math.max(...ahead),
        middle: [...new Uint8Array(await new Response(middle).arrayBuffer())],
      };
    });
    await startWorker({ nodes: [node] });

    const ended = await run(flow({ only: { node: "test.node" } }));

    const ref = { bytes: 12 * MB, name: "large.bin", content_type: "application/octet-stream" };
    expect(ended.output).toMatchObject({ ref, stat: ref, bytes: 12 * MB, ahead: 0, middle: [4, 4, 5, 5] });
  }));

test("what is too large, not bytes, or never ends is refused, and leaves nothing behind", () =>
  withBench(async ({ startWorker, run, rows }) => {
    await rows("update reflux.settings set max_artifact_bytes = 600000");
    const node = scripted("test.node", async (_, ctx) => {
      const codes: unknown[] = [];
      const refused = async (work: Promise<unknown>) =>
        void (await work.catch((error: { code?: unknown; name: string }) =>
          codes.push(typeof error.code === "string" ? error.code : error.name),
        ));
      const endless = async function* () {
        for (;;) yield new Uint8Array(100_000);
      };
      await refused(ctx.artifacts.write(endless()));
      await refused(ctx.artifacts.write(["text"] as never));
      const stuck = async function* (): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(600_000);
        await new Promise(() => {});
      };
      await refused(ctx.artifacts.write(stuck(), { signal: AbortSignal.timeout(50) }));
      await refused(ctx.artifacts.read({ artifact: "sha256:0" }));
      const ref = await ctx.artifacts.put(Buffer.from("x"));
      await refused(ctx.artifacts.read(ref, { range: { start: -1 } }));
      return codes;
    });
    await startWorker({ nodes: [node] });

    const ended = await run(flow({ only: { node: "test.node" } }));

    expect(ended.output).toEqual(["RFV04", "RFV08", "TimeoutError", "RFV08", "RFV08"]);
    expect(await rows("select from reflux_private.artifact_parts")).toHaveLength(1);
    expect(await rows("select from reflux_private.artifact_uploads")).toEqual([]);
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
