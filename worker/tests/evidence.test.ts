/** What an attempt said to others and was answered, in its row: over real HTTP and real Postgres, whatever its end. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { encryptSecret } from "#db/secrets.ts";
import { startProxy } from "#db/testing/proxy.ts";
import { builtinNodes } from "#nodes/registry.ts";
import { createEgress } from "../egress/egress.ts";
import { loadOwnNodes } from "../own-nodes/load.ts";
import { listening } from "../testing/hostile/listening.ts";
import { type Bench, flow, withBench } from "../testing/kit.ts";

beforeAll(() => {
  vi.stubEnv("REFLUX_SECRET_KEY", Buffer.alloc(32, 3).toString("base64"));
  return () => vi.unstubAllEnvs();
});

const SECRET = "p@ss word/49152";

/** Whoever is asked: by the path. */
const other: RequestListener = (request, response) => {
  const answers: Readonly<Record<string, () => unknown>> = {
    "/echo": () => {
      response.writeHead(201, { "content-type": "application/json", "set-cookie": "session=abc" });
      return request.pipe(response);
    },
    "/busy": () => response.writeHead(503, { "x-why": "night" }).end("closed until six"),
    "/moved": () => response.writeHead(302, { location: "/echo" }).end("go there"),
    "/silent": () => undefined,
    "/breaks": () => {
      response.writeHead(200, { "content-length": "100", "content-type": "text/plain" });
      return response.write("half of", () => response.destroy());
    },
    "/text": () =>
      response.writeHead(200, { "content-type": "application/json" }).end("<html>no json</html>"),
    "/much": () => response.writeHead(200, { "content-type": "text/plain" }).end("x".repeat(300_000)),
    "/bytes": () =>
      response.writeHead(200, { "content-type": "image/png" }).end(Buffer.from([0x89, 0, 1, 0xff])),
    "/zero": () => response.writeHead(200, { "content-type": "text/plain" }).end("a\0b\ud800c"),
    "/odd": () => response.writeHead(799).end("odd"),
  };
  (answers[request.url?.split("?")[0] ?? ""] ?? (() => response.writeHead(404).end()))();
};

type Evident = Bench & {
  readonly address: string;
  /** Of each attempt of the step, in order. */
  readonly evidence: (run: string, step?: string) => Promise<unknown[]>;
};

async function withEvidence(work: (bench: Evident) => Promise<void>): Promise<void> {
  const server = await listening(createServer(other));
  await using egress = createEgress({ allow: ["127.0.0.1", "localhost"] });
  try {
    await withBench(async (bench) => {
      await bench.rows(
        "insert into reflux.secrets (name, ciphertext) values ('key', $1)",
        encryptSecret("key", SECRET),
      );
      await work({
        ...bench,
        startWorker: (options) => bench.startWorker({ ...egress, nodes: builtinNodes, ...options }),
        address: `http://127.0.0.1:${server.port}`,
        evidence: async (run, step = "a") => {
          const text =
            "select evidence from reflux.run_timeline where run_id = $1 and step = $2 and kind = 'attempt' order by attempt";
          return (await bench.rows<{ evidence: unknown }>(text, run, step)).map(({ evidence }) => evidence);
        },
      });
    });
  } finally {
    await server.stop();
  }
}

const ask = (config: object, options: object = {}) =>
  flow({ a: { node: "http.request", config, retry: { max: 0 }, ...options } });

const ends: readonly (readonly [
  what: string,
  config: (url: string) => object,
  state: string,
  evidence: object[],
])[] = [
  [
    "an answer",
    (url) => ({
      method: "POST",
      url: `${url}/echo?key={{ secrets.key }}`,
      headers: { authorization: "Bearer {{ secrets.key }}", "x-key": "1-{{ secrets.key }}" },
      body: { id: 7, key: "{{ secrets.key }}" },
    }),
    "succeeded",
    [
      {
        kind: "http",
        method: "POST",
        url: expect.stringMatching(/\/echo\?key=•••$/),
        headers: expect.objectContaining({
          authorization: "•••",
          "x-key": "1-•••",
          "content-type": "application/json",
          "idempotency-key": expect.stringContaining("reflux:"),
        }),
        body: { text: '{"id":7,"key":"•••"}', bytes: 32 },
        answer: {
          status: 201,
          headers: expect.objectContaining({ "set-cookie": "•••", "content-type": "application/json" }),
          body: { text: '{"id":7,"key":"•••"}', bytes: 32 },
        },
        ms: expect.any(Number),
      },
    ],
  ],
  [
    "an error of the other side",
    (url) => ({ url: `${url}/busy` }),
    "failed",
    [
      {
        answer: {
          status: 503,
          headers: expect.objectContaining({ "x-why": "night" }),
          body: { text: "closed until six", bytes: 16 },
        },
      },
    ],
  ],
  [
    "a redirect",
    (url) => ({ method: "PUT", url: `${url}/moved`, body: 1 }),
    "succeeded",
    [
      {
        method: "PUT",
        url: expect.stringContaining("/moved"),
        answer: { status: 302, headers: expect.objectContaining({ location: "/echo" }) },
      },
      { method: "PUT", url: expect.stringContaining("/echo"), body: { text: "1" }, answer: { status: 201 } },
    ],
  ],
  [
    "no answer in time",
    (url) => ({ method: "POST", url: `${url}/silent`, body: "hello", body_type: "text", timeout: "30ms" }),
    "failed",
    [
      {
        method: "POST",
        body: { text: "hello", bytes: 5 },
        error: "no answer before the request was given up",
      },
    ],
  ],
  [
    "nobody there",
    () => ({ url: "http://127.0.0.1:2/" }),
    "failed",
    [{ url: "http://127.0.0.1:2/", error: "ECONNREFUSED" }],
  ],
  [
    "a host that is refused",
    () => ({ url: "http://127.0.0.2/" }),
    "failed",
    [{ url: "http://127.0.0.2/", error: expect.stringContaining("refused") }],
  ],
  [
    "what is no URL",
    () => ({ url: "{{ input.base }}/orders" }),
    "failed",
    [{ method: "GET", url: "/orders", error: "url is not a URL" }],
  ],
  [
    "a password in the URL",
    (url) => ({ url: url.replace("://", "://me:{{ run.input.word }}@") }),
    "failed",
    [{ url: expect.stringMatching(/^http:\/\/•••@127/), error: expect.stringContaining("credentials") }],
  ],
  [
    "an answer that breaks off",
    (url) => ({ url: `${url}/breaks` }),
    "failed",
    [{ answer: { status: 200, body: { text: "half of", bytes: 7, cut: true } } }],
  ],
  [
    "an answer that is not what was asked for",
    (url) => ({ url: `${url}/text` }),
    "failed",
    [{ answer: { body: { text: "<html>no json</html>" } } }],
  ],
  [
    "an answer that is too large",
    (url) => ({ url: `${url}/much`, max_response_bytes: 1_000 }),
    "failed",
    [{ answer: { status: 200, body: { text: expect.stringMatching(/^x{4096}…$/), cut: true } } }],
  ],
  ["bytes", (url) => ({ url: `${url}/bytes` }), "succeeded", [{ answer: { body: { bytes: 4 } } }]],
  [
    "what no text of a database is",
    (url) => ({ url: `${url}/zero` }),
    "failed",
    [{ answer: { status: 200, body: { bytes: 7 } } }],
  ],
  [
    "a status that is none",
    (url) => ({ url: `${url}/odd` }),
    "failed",
    [{ answer: { status: 799, body: { text: "odd" } } }],
  ],
];

test("a request and its answer are kept, whatever the end of the attempt", () =>
  withEvidence(async ({ startWorker, run, evidence, address, rows }) => {
    await startWorker();
    for (const [what, config, state, expected] of ends) {
      const ended = await run(ask(config(address)), { input: { word: "mine" } });

      const [kept] = await evidence(ended.id);
      expect(kept, what).toMatchObject(expected);
      expect(kept, what).toHaveLength(expected.length);
      expect(ended.state, what).toBe(state);
    }
    const [row] = await rows<{ all: string }>(
      "select string_agg(evidence::text, '') as all from reflux.attempts",
    );
    expect(row?.all).not.toMatch(/p@ss|49152|session=|Bearer|mine/);
  }));

test("each attempt has its own, and what is long is cut", () =>
  withEvidence(async ({ startWorker, run, evidence, address, rows }) => {
    await startWorker();
    const body = { lines: "y".repeat(500_000) };

    const ended = await run(
      ask({ method: "POST", url: `${address}/busy`, body }, { retry: { max: 2, initial: "10ms" } }),
    );

    const kept = await evidence(ended.id);
    expect(kept).toHaveLength(3);
    const used = await rows<{ calls: string; sent: boolean }>(
      `select usage ->> 'calls' as calls, (usage ->> 'bytes_out')::int > 500000 as sent
       from reflux.attempts where run_id = $1`,
      ended.id,
    );
    expect(used).toEqual([1, 2, 3].map(() => ({ calls: "1", sent: true })));
    for (const one of kept)
      expect(one).toMatchObject([
        {
          body: { text: expect.stringMatching(/^\{"lines":"y{4000}.*…$/), bytes: 500_012, cut: true },
          answer: { status: 503 },
        },
      ]);
    const [row] = await rows<{ most: number }>(
      "select max(octet_length(evidence::text)) as most from reflux.attempts",
    );
    expect(row?.most).toBeLessThan(17_000);
  }));

test("statements and what they came to are kept, here and elsewhere, and when they fail", () =>
  withEvidence(async ({ startWorker, run, evidence, rows, url }) => {
    await startWorker();
    await rows("create table public.orders (id int, what text, check (id < 100))");
    await rows("grant usage on schema public to reflux_query");
    await rows("grant select, insert on public.orders to reflux_query");
    await using proxy = await startProxy(url);
    const elsewhere = new URL(proxy.url);
    elsewhere.password = "any";
    const text = "insert into public.orders select n, $2 from generate_series(1, $1::int) n";
    const query = (values: unknown[], more: object = {}) =>
      flow({ a: { node: "postgres.query", config: { text, values, ...more }, retry: { max: 0 } } });
    const database = `${elsewhere.hostname}:${elsewhere.port}${elsewhere.pathname}`;
    const cases: readonly (readonly [document: object, state: string, expected: object])[] = [
      [query([3, "x"]), "succeeded", { command: "INSERT", rows: 3, values: ["3", '"x"'] }],
      [
        query([3, "x"], { connection: elsewhere.href }),
        "succeeded",
        { command: "INSERT", rows: 3, database },
      ],
      [
        query([200, "x"]),
        "failed",
        { error: expect.stringContaining("violates check constraint"), values: ["200", '"x"'] },
      ],
      [
        query([200, "x"], { connection: elsewhere.href }),
        "failed",
        { error: expect.stringContaining("violates check"), database },
      ],
      [
        query([1, "x"], { connection: "postgres://a:secret-word@127.0.0.1:1/none" }),
        "failed",
        { error: "the database cannot be reached: ECONNREFUSED", database: "127.0.0.1:1/none" },
      ],
    ];
    for (const [document, state, expected] of cases) {
      const ended = await run(document);

      const [kept] = await evidence(ended.id);
      expect(kept).toEqual([expect.objectContaining({ kind: "sql", statement: text, ...expected })]);
      expect(JSON.stringify(kept)).not.toContain("secret-word");
      expect(ended.state).toBe(state);
    }
  }));

test("a node of one's own leaves evidence by its fetch, and what it adds by itself", async () => {
  const home = await mkdtemp(join(tmpdir(), "reflux-own-"));
  await mkdir(join(home, "test.talks"));
  await writeFile(
    join(home, "test.talks", "manifest.ts"),
    `import { defineNode, noRetry, Type } from "reflux/sdk";
    export const manifest = defineNode({
      id: "test.talks", version: 1, title: "x", summary: "x", category: "test", icon: "bug", kind: "action",
      config: Type.Object({ url: Type.String() }), input: Type.Unknown(), output: Type.Unknown(), ports: ["out"],
      effects: "external", retry: noRetry, timeoutMs: 5000, secrets: [], hosts: ["*"],
      examples: [{ title: "x", config: { url: "x" }, input: 1, output: 1 }],
    });`,
  );
  await writeFile(
    join(home, "test.talks", "run.mjs"),
    `export const run = async (input, ctx) => {
      const tell = ctx.evidence({ kind: "other", title: "mail to ada", sent: "hello" + "o".repeat(1e6) });
      await (await ctx.fetch(ctx.config.url, { method: "POST", body: "ping" })).text();
      tell({ answer: "250 ok" });
      ctx.evidence({ kind: "nothing there is" });
    };`,
  );
  await using own = await loadOwnNodes(home);
  await withEvidence(async ({ startWorker, run, evidence, step, address }) => {
    await startWorker({ nodes: [...builtinNodes, ...own.nodes] });

    const ended = await run(flow({ a: { node: "test.talks", config: { url: `${address}/echo` } } }));

    expect((await evidence(ended.id))[0]).toMatchObject([
      {
        kind: "other",
        title: "mail to ada",
        sent: expect.stringMatching(/^hello{4000}.*…$/),
        answer: "250 ok",
      },
      { kind: "http", body: { text: "ping" }, answer: { status: 201, body: { text: "ping" } } },
    ]);
    expect(await step(ended.id, "a")).toMatchObject({
      error: { message: expect.stringContaining("no evidence") },
    });
  });
  await rm(home, { recursive: true });
});

test("switched off it is off at once; who speaks to nobody, and who is out of range, leaves none", () =>
  withEvidence(async ({ startWorker, run, evidence, rows, address }) => {
    await startWorker();
    const document = ask({ url: `${address}/busy` });
    const keptWith = async (limit: number) => {
      await rows("select reflux.change_settings(keep_evidence => $1)", limit);
      return await evidence((await run(document)).id);
    };

    expect(await keptWith(0)).toEqual([null]);
    expect(await keptWith(4_096)).toEqual([[expect.objectContaining({ kind: "http" })]]);
    expect(await evidence((await run(flow({ a: { node: "transform", config: { value: 1 } } }))).id)).toEqual([
      null,
    ]);
    for (const limit of [-1, 1, 4_095, 65_537])
      await expect(keptWith(limit)).rejects.toMatchObject({
        code: "RFV06",
        hint: expect.stringContaining("keep_evidence"),
      });
  }));
