/** HTTP by the whole way: what a deploy refuses, what a step's time is, what is kept of an answer, and of an error. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test, vi } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import { defineModule } from "#nodes/node.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { anyJson, defineNode, noRetry, TAKEN_HEADERS, Type, timer } from "#nodes/sdk/index.ts";
import { flow, withBench } from "../testing/kit.ts";
import { pass } from "../testing/nodes.ts";

beforeAll(() => {
  vi.stubEnv("REFLUX_SECRET_KEY", Buffer.alloc(32, 3).toString("base64"));
  return () => vi.unstubAllEnvs();
});

async function serving<T>(answer: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // listen() on a port gives an AddressInfo.
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`http://127.0.0.1:${port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const url = "https://example.com/";
const request = (config: object, options: object = {}) => ({
  node: "http.request",
  config: { url, ...config },
  ...options,
});
const refused: readonly (readonly [
  what: string,
  step: Readonly<Record<string, unknown>>,
  path: string,
  code: string,
])[] = [
  ["no URL", request({ url: "example.com" }), "url", "RFV03"],
  ["another scheme", request({ url: "ftp://example.com/{{ input.x }}" }), "url", "RFV03"],
  ["a body on GET by default", request({ body: { q: 1 } }), "body", "RFV03"],
  ["a body on HEAD", request({ method: "HEAD", body: "{{ input }}" }), "body", "RFV03"],
  ["weeks of a timer", request({ timeout: "25d" }), "timeout", "RFV03"],
  ["ISO weeks of a timer", request({ timeout: "P4W" }), "timeout", "RFV03"],
  ["no time at all", request({ timeout: "0s" }), "timeout", "RFV03"],
  ["a timer that the step cuts", request({ timeout: "4m" }, { timeout: "2m" }), "timeout", "RFV18"],
  ["weeks in webhook.out", { node: "webhook.out", config: { url, timeout: "25d" } }, "timeout", "RFV03"],
  [
    "weeks in postgres.query",
    { node: "postgres.query", config: { text: "select 1", timeout: "600h" } },
    "timeout",
    "RFV03",
  ],
  ["a wait beyond the calendar", { node: "wait", config: { duration: "99999999d" } }, "duration", "RFV03"],
  ...TAKEN_HEADERS.flatMap((name) => [
    [
      name,
      request({ headers: { [name.toUpperCase()]: "1" } }),
      `headers.${name.toUpperCase()}`,
      "RFV03",
    ] as const,
    [
      `${name} of webhook.out`,
      { node: "webhook.out", config: { url, headers: { [name]: ["1"] } } },
      `headers.${name}`,
      "RFV03",
    ] as const,
  ]),
];
const accepted: readonly (readonly [what: string, step: Readonly<Record<string, unknown>>])[] = [
  ["brackets, spaces, umlauts", request({ url: "HTTPS://bücher.example/ü ü?filter[a]=1|2&q=100%" })],
  ["an expression for a URL", request({ url: "{{ input.url }}" })],
  ["an expression in a URL", request({ url: "https://{{ input.host }}/x" })],
  ["a body where the method is an expression", request({ method: "{{ input.m }}", body: 1 })],
  ["a body of null on GET", request({ body: null })],
  ["24 days", request({ timeout: "24d" })],
  ["a step's timeout below the default", request({}, { timeout: "10s" })],
  ["a step's timeout above", request({ timeout: "4m" }, { timeout: "5m" })],
  ["headers as lists", request({ headers: { "x-tag": ["a", "{{ input.b }}"], cookie: "a=b" } })],
  ["a wait of years", { node: "wait", config: { duration: "4000d" } }],
];

test("deploy refuses what will not happen, each with its path, and nothing else", () =>
  withBench(async ({ announce, rows }) => {
    await announce([...builtinNodes, pass]);
    const problemsOf = async (step: Readonly<Record<string, unknown>>) => {
      const document = flow({ first: { node: "manual" }, only: step }, ["first -> only"]);
      const [row] = await rows<{ problems: object[] }>(
        "select reflux.check_flow($1) as problems",
        JSON.stringify(document),
      );
      return row?.problems;
    };
    for (const [what, step, path, code] of refused)
      expect(await problemsOf(step), what).toEqual([
        expect.objectContaining({ path: `steps.only.config.${path}`, code }),
      ]);
    for (const [what, step] of accepted) expect(await problemsOf(step), what).toEqual([]);
  }));

test("what a config sets is what counts, not the node's own limit; a step's own timeout counts before both", () =>
  withBench(async ({ startWorker, run, step }) => {
    const manifest = defineNode({
      id: "test.slow",
      version: 1,
      title: "Slow",
      summary: "Takes its time.",
      category: "test",
      icon: "flask-conical",
      kind: "action",
      config: Type.Object({ timeout: Type.Optional(timer()) }),
      input: anyJson(),
      output: anyJson(),
      ports: ["out"],
      effects: "external",
      retry: noRetry,
      timeoutMs: 200,
      secrets: [],
      examples: [],
    });
    const slow = defineModule(manifest, async () => ({
      run: async (_input, ctx) => await delay(900, "done", { signal: ctx.signal }),
    }));
    await startWorker({ nodes: [slow] });
    const ends = async (config: object, options: object = {}) => {
      const ended = await run(flow({ only: { node: "test.slow", config, retry: { max: 0 }, ...options } }));
      return ended.state === "succeeded" ? ended.output : (await step(ended.id, "only")).error?.code;
    };

    expect(await ends({ timeout: "1m" })).toBe("done");
    expect(await ends({})).toBe("RFT01");
    expect(await ends({ timeout: "{{ '1m' }}" }, { timeout: "50ms" })).toBe("RFT01");
  }));

test("what the other side says of its error goes down the error edge, without secrets and not without end", () =>
  serving(
    (incoming, answer) => {
      const echoed = `${incoming.headers.authorization} `;
      answer.writeHead(400, { "content-type": "application/json" });
      answer.end(`{"error":{"code":"EMAIL_TAKEN","got":"${echoed.repeat(500)}"}}`);
    },
    (at) =>
      withBench(async ({ startWorker, run, rows }) => {
        await rows("select reflux_private.store_secret('token', $1)", encryptSecret("token", "s3cr3t-value"));
        await startWorker();

        const ended = await run(
          flow(
            {
              ask: request(
                { url: at, headers: { authorization: "Bearer {{ secrets.token }}" } },
                { on_error: "edge" },
              ),
              rescue: {},
            },
            ["ask.error -> rescue"],
          ),
        );

        expect(ended).toMatchObject({ state: "succeeded" });
        const text = JSON.stringify(ended.output);
        expect(text).toContain("EMAIL_TAKEN");
        expect(text).not.toContain("s3cr3t");
        expect(text.length).toBeLessThan(5_000);
        const kept = await rows<{ t: string }>(
          "select t::text as t from reflux.attempts t union all select t::text from reflux.steps t",
        );
        expect(JSON.stringify(kept)).not.toContain("s3cr3t");
      }),
  ));

test("bytes become an artifact: a row of them, a reference in the output, whole again when sent on", () => {
  const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0x80]);
  const sent: Buffer[] = [];
  return serving(
    (incoming, answer) => {
      incoming.on("data", (chunk: Buffer) => sent.push(chunk));
      incoming.on("end", () => answer.writeHead(200, { "content-type": "image/png" }).end(image));
    },
    (at) =>
      withBench(async ({ startWorker, run, rows }) => {
        await startWorker();

        const ended = await run(
          flow(
            {
              get: request({ url: at }),
              put: request({ url: at, method: "POST", body: "{{ input.body }}", body_type: "bytes" }),
            },
            ["get -> put"],
          ),
        );

        expect(ended).toMatchObject({ state: "succeeded" });
        const [{ ref } = { ref: {} }] = await rows<{ ref: object }>(
          "select output -> 'body' as ref from reflux.steps where idx = 0 and run_id = $1",
          ended.id,
        );
        const kept = await rows(
          `select distinct a.hash as artifact, a.bytes::int, p.content, k.content_type
           from reflux.artifacts a join reflux.artifact_refs k using (hash)
           join reflux_private.artifact_parts p on p.location = a.location::uuid`,
        );
        expect(kept).toEqual([{ ...ref, bytes: 8, content: image, content_type: "image/png" }]);
        expect(Buffer.concat(sent)).toEqual(image);
      }),
  );
});

test("an artifact is at most 10 MB, and no file passes for an output of the same text", () =>
  serving(
    (incoming, answer) => {
      const isLarge = incoming.url === "/large";
      const body = isLarge ? Buffer.alloc(10 * 1024 * 1024 + 1) : `"${"x".repeat(10_000)}"`;
      answer
        .writeHead(200, { "content-type": incoming.url === "/json" ? "application/json" : "a/b" })
        .end(body);
    },
    (at) =>
      withBench(async ({ startWorker, run, step, rows }) => {
        await rows("update reflux.settings set max_artifact_bytes = 10485760");
        await startWorker();

        const large = await run(
          flow({ get: request({ url: `${at}large`, max_response_bytes: 50_000_000 }) }),
        );
        const twice = await run(
          flow(
            {
              file: request({ url: at }),
              text: request({ url: `${at}json` }),
              pick: { node: "transform", config: { value: "{{ steps.text.output.body }}" } },
              again: { node: "transform", config: { value: "{{ $length(input) }}" } },
            },
            ["file -> text", "text -> pick", "pick -> again"],
          ),
        );

        expect((await step(large.id, "get")).error).toMatchObject({ code: "RFV04" });
        expect(twice).toMatchObject({ state: "succeeded", output: 10_000 });
      }),
  ));
