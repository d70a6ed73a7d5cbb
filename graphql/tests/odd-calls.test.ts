/** What senders of webhooks send and expect: names repeated, charsets, packed bodies, forms with files, pages, own replies. */

import { request } from "node:http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { announce, deploy } from "./driver.ts";
import { bearer, type Stage, withServer } from "./kit.ts";

const path = "/hooks/p";

async function withHook(work: (stage: Stage) => Promise<void>, config: object = {}): Promise<void> {
  await withServer(async (stage) => {
    await announce(stage.pool);
    const receive = { node: "webhook.in", config: { path: "p", ...config } };
    await deploy(stage.pool, "f", { reflux: 1, steps: { receive } });
    await work(stage);
  });
}

type Input = { readonly query: object; readonly headers: object; readonly body: unknown };

async function inputOf({ pool }: Stage, response: Response): Promise<Input> {
  const text = await response.text();
  expect(response.status, text).toBe(202);
  const { rows } = await pool.query<{ input: Input }>("select input from reflux.runs where id = $1", [
    JSON.parse(text).run,
  ]);
  return rows[0]?.input ?? expect.fail("no run");
}

const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));
const form = "application/x-www-form-urlencoded";
const boundary = "--x";
const multipart = `multipart/form-data; boundary=${boundary}`;
const part = (head: string, ...body: readonly (string | number)[]) =>
  bytes(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`, ...body, "\r\n");
const whole = (...parts: readonly Buffer[]) => Buffer.concat([...parts, bytes(`--${boundary}--\r\n`)]);
const image = bytes(0x89, "PNG\r\n", 0, 0xff);
const artifact = (of: Buffer, content_type: string) => ({
  artifact: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  bytes: of.length,
  content_type,
});

const taken: readonly (readonly [what: string, type: string | undefined, body: Buffer, expected: unknown])[] =
  [
    ["JSON of a vendor", "application/vnd.shop+json; charset=utf-8", bytes("[1]"), [1]],
    ["nothing", "application/json", bytes(), null],
    ["text", "text/csv", bytes("a;b\n1;2"), "a;b\n1;2"],
    ["latin-1 text", "text/plain; charset=iso-8859-1", bytes("Gr", 0xfc, 0xdf), "Grüß"],
    ["UTF-16 by its mark", "text/plain", bytes(0xff, 0xfe, 0x61, 0), "a"],
    ["JSON in UTF-16", "application/json; charset=utf-16le", Buffer.from('{"a":"ü"}', "utf16le"), { a: "ü" }],
    ["JSON behind a mark", "application/json", bytes(0xef, 0xbb, 0xbf, '"ü"'), "ü"],
    [
      "a form with repeated names",
      form,
      bytes("a=1&b=x+y&a=2&c&__proto__=p"),
      { a: ["1", "2"], b: "x y", c: "", ["__proto__"]: "p" },
    ],
    ["a form in latin-1", `${form}; charset=iso-8859-1`, bytes("n=%FC&", 0xe4, "=1"), { n: "ü", ä: "1" }],
    [
      "a form that names its charset in a field",
      form,
      bytes("_charset_=iso-8859-1&n=%FC"),
      { _charset_: "iso-8859-1", n: "ü" },
    ],
    ["a form in UTF-8", form, bytes("n=%C3%BC&p=100%&q=%zz"), { n: "ü", p: "100%", q: "%zz" }],
    ["bytes", "image/png", image, artifact(image, "image/png")],
    [
      "a form of parts",
      multipart,
      whole(part('name="a"', "1"), part('name="b"', "ü"), part('name="a"', "2"), part("name=c")),
      { a: ["1", "2"], b: "ü", c: "" },
    ],
    [
      "files",
      multipart,
      whole(
        part('name="f"; filename="ä.png"\r\nContent-Type: image/png', ...image),
        part('name="t"; filename="t.csv"\r\nContent-Type: text/csv; charset=iso-8859-1', "a;", 0xfc),
        part('name="none"; filename=""\r\nContent-Type: application/octet-stream'),
        part(`name="x"; filename="fallback"; filename*=UTF-8''%E2%82%AC.txt`, "raw"),
      ),
      {
        f: { name: "ä.png", ...artifact(image, "image/png") },
        t: { name: "t.csv", content_type: "text/csv; charset=iso-8859-1", bytes: 3, text: "a;ü" },
        none: null,
        x: { name: "€.txt", ...artifact(bytes("raw"), "application/octet-stream") },
      },
    ],
    [
      "a part in a charset of its own",
      multipart,
      whole(part('name="a"\r\nContent-Type: text/plain; charset=iso-8859-1', 0xfc)),
      { a: "ü" },
    ],
  ];

test("a body is taken by its type and its charset, with every value it has", async () => {
  await withHook(async (stage) => {
    for (const [what, type, body, expected] of taken) {
      const headers = type === undefined ? {} : { "content-type": type };
      const response = await stage.fetch(path, { method: "POST", headers, body: new Uint8Array(body) });
      expect((await inputOf(stage, response)).body, what).toEqual(expected);
    }
    const { rows } = await stage.pool.query(
      "select content from reflux.artifacts a join reflux_private.artifact_parts p on p.location = a.location::uuid order by bytes desc",
    );
    expect(rows).toEqual([{ content: image }, { content: bytes("raw") }]);
  });
});

const refused: readonly (readonly [what: string, type: string, body: Buffer])[] = [
  ["text in no charset", "text/plain", bytes("G", 0xfc)],
  ["text in an unknown charset", "text/plain; charset=klingon", bytes("G")],
  ["a form in no charset", form, bytes("n=%FC")],
  ["a field in no charset", multipart, whole(part('name="a"', 0xfc))],
  [
    "a name in no charset",
    multipart,
    whole(bytes(`--${boundary}\r\nContent-Disposition: form-data; name="`, 0xfc, '"\r\n\r\nx\r\n')),
  ],
  ["parts that are cut short", multipart, part('name="a"', "1")],
  ["parts without a boundary", "multipart/form-data", whole(part('name="a"', "1"))],
  ["a part without a name", multipart, whole(part("", "1"))],
  ["a part in base64", multipart, whole(part('name="a"\r\nContent-Transfer-Encoding: base64', "MQ=="))],
  ["more parts than a form has", multipart, whole(...Array.from({ length: 1_001 }, () => part('name="a"')))],
];

test("what cannot be read whole is refused, and starts nothing", async () => {
  await withHook(async (stage) => {
    for (const [what, type, body] of refused) {
      const response = await stage.fetch(path, {
        method: "POST",
        headers: { "content-type": type },
        body: new Uint8Array(body),
      });
      expect(await response.json(), what).toMatchObject({ error: { code: "RFV07" } });
      expect(response.status, what).toBe(400);
    }
    const query = await stage.fetch(`${path}?n=%FC`, { method: "POST" });
    expect(await query.json()).toMatchObject({ error: { code: "RFV07" } });
    expect((await stage.pool.query("select from reflux.runs")).rowCount).toBe(0);
  });
});

test("names that stand several times keep all values, in the query and in the headers", async () => {
  await withHook(async (stage) => {
    const answer = Promise.withResolvers<string>();
    const call = request(
      `${stage.origin}${path}?a=1&b=%C3%BC&a=2&hub.mode=x`,
      { method: "POST" },
      (response) => {
        response.setEncoding("utf8").on("data", answer.resolve);
      },
    );
    for (const name of ["x-tag", "user-agent", "from", "referer"]) call.setHeader(name, ["one", "two"]);
    call.end();
    const { run } = JSON.parse(await answer.promise) as { run: string };
    const { rows } = await stage.pool.query("select input from reflux.runs where id = $1", [run]);

    expect(rows[0].input.query).toEqual({ a: ["1", "2"], b: "ü", "hub.mode": "x" });
    for (const name of ["x-tag", "user-agent", "from", "referer"])
      expect(rows[0].input.headers[name], name).toBe("one, two");
  });
});

const packers = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
  "x-gzip": gzipSync,
};

test("a packed body is unpacked, and its bytes are counted as they come out", async () => {
  await withHook(
    async (stage) => {
      const send = async (encoding: string, body: Buffer) =>
        await stage.fetch(path, {
          method: "POST",
          headers: { "content-type": "application/json", "content-encoding": encoding },
          body: new Uint8Array(body),
        });
      for (const [encoding, pack] of Object.entries(packers)) {
        expect((await inputOf(stage, await send(encoding, pack('{"a":"ü"}')))).body, encoding).toEqual({
          a: "ü",
        });
        const bomb = await send(encoding, pack(Buffer.alloc(20_000_000, "1")));
        expect(await bomb.json(), encoding).toMatchObject({
          error: { code: "RFL05", detail: { limit: 100_000 } },
        });
        expect((await send(encoding, bytes("{}"))).status, encoding).toBe(400);
      }
      expect((await inputOf(stage, await send("deflate", deflateRawSync("7")))).body).toBe(7);
      expect((await inputOf(stage, await send("gzip, br", brotliCompressSync(gzipSync("8"))))).body).toBe(8);
      for (const encoding of ["compress", "gzip, gzip, gzip, gzip"])
        expect(await (await send(encoding, bytes("{}"))).json()).toMatchObject({ error: { code: "RFV06" } });
    },
    { max_body_bytes: 100_000 },
  );
});

test("pages of the named origins may call, others may not read", async () => {
  const origin = "https://shop.example.com";
  await withHook(
    async (stage) => {
      const ask = async (from: string, method = "POST") =>
        await stage.fetch(path, {
          method: "OPTIONS",
          headers: {
            origin: from,
            "access-control-request-method": method,
            "access-control-request-headers": "content-type",
          },
        });
      const allowed = await ask(origin);

      expect(allowed.status).toBe(204);
      expect(Object.fromEntries(allowed.headers)).toMatchObject({
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
      });
      expect((await ask("https://other.example.com")).status).toBe(403);
      expect((await ask(origin, "DELETE")).status).toBe(404);
      for (const [from, seen] of [
        [origin, origin],
        ["https://other.example.com", null],
      ] as const)
        for (const body of ["{}", "{"]) {
          const response = await stage.fetch(path, { method: "POST", headers: { origin: from }, body });
          expect(response.headers.get("access-control-allow-origin")).toBe(seen);
          expect(response.headers.get("vary")).toBe("Origin");
        }
    },
    { cors: { origins: [origin] } },
  );
  await withHook(async (stage) => {
    const response = await stage.fetch(path, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(response.status).toBe(403);
    expect(
      (await stage.fetch(path, { method: "POST", headers: { origin }, body: "{}" })).headers.has("vary"),
    ).toBe(false);
  });
});

test("bytes that came are given to who may see all flows, and to nobody else", async () => {
  await withHook(async (stage) => {
    const body = new Uint8Array(image);
    await stage.fetch(path, { method: "POST", headers: { "content-type": "image/png" }, body });
    const [{ hash }] = (await stage.pool.query("select hash from reflux.artifacts")).rows;
    const get = async (token?: string, name = hash) =>
      await stage.fetch(`/artifacts/${name}`, token === undefined ? {} : { headers: bearer(token) });

    const mine = await get(await stage.token("viewer"));

    expect(Buffer.from(await mine.arrayBuffer())).toEqual(image);
    expect(Object.fromEntries(mine.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
    });
    expect((await get()).status).toBe(401);
    expect((await get(await stage.token("admin", ["f"]))).status).toBe(404);
    expect((await get(await stage.token("viewer"), "sha256:00")).status).toBe(404);
  });
});
