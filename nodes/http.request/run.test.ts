import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createTestContext, TEST_NOW } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const opened: (() => unknown)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real server; what it received is kept. */
async function serve(answer: RequestListener = (_, response) => response.end()) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ method, url, headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  // listen() on a port gives an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, received };
}

const context = (config: unknown, signal?: AbortSignal) =>
  createTestContext(manifest, { config, fetch, ...(signal && { signal }) });
const request = (config: unknown, signal?: AbortSignal) => run(null, context(config, signal));

test("query, headers and method are sent as written", async () => {
  const { url, received } = await serve();

  await request({
    method: "DELETE",
    url: `${url}items?a=1`,
    query: { b: "x y", c: [1, 2], none: null, deep: { d: true } },
    headers: { "X-Custom": "v", Accept: "text/csv" },
  });

  expect(received).toMatchObject([
    {
      method: "DELETE",
      url: "/items?a=1&b=x+y&c=1&c=2&deep=%7B%22d%22%3Atrue%7D",
      headers: { "x-custom": "v", accept: "text/csv", "idempotency-key": "run-1.step" },
      body: "",
    },
  ]);
});

test.each([
  ["json", { a: 1 }, '{"a":1}', "application/json"],
  ["json", "text", '"text"', "application/json"],
  ["json", null, "null", "application/json"],
  ["text", "plain", "plain", "text/plain; charset=utf-8"],
  ["text", { a: 1 }, '{"a":1}', "text/plain; charset=utf-8"],
  ["form", { a: "x y", b: 2 }, "a=x+y&b=2", "application/x-www-form-urlencoded"],
  ["form", { a: ["1", "2"], none: null }, "a=1&a=2", "application/x-www-form-urlencoded"],
])("a body as %s: %j", async (body_type, body, sent, type) => {
  const { url, received } = await serve();

  await request({ method: "POST", url, body, body_type });

  expect(received).toMatchObject([{ body: sent, headers: { "content-type": type } }]);
});

test("an author's content type replaces ours", async () => {
  const { url, received } = await serve();

  await request({ method: "POST", url, body: {}, headers: { "Content-Type": "application/vnd.api+json" } });

  expect(received[0]?.headers["content-type"]).toBe("application/vnd.api+json");
});

test("GET carries no idempotency key, an author's key is kept, and a body on it is refused", async () => {
  const { url, received } = await serve();

  for (const method of ["GET", "HEAD"])
    await expect(request({ url, method, body: { a: 1 } })).rejects.toMatchObject({ code: "RFV08" });
  await request({ url, body: null });
  await request({ method: "POST", url, headers: { "Idempotency-Key": "mine" } });

  expect(received[0]).toMatchObject({ method: "GET", body: "" });
  expect(received[0]?.headers).not.toHaveProperty("idempotency-key");
  expect(received[1]?.headers["idempotency-key"]).toBe("mine");
});

test.each([
  ["auto", "application/json", '{"a":1}', { a: 1 }],
  ["auto", "application/problem+json; charset=utf-8", "[1]", [1]],
  ["auto", "text/html", "<p>", "<p>"],
  ["auto", "text/html; note=json", "{}", "{}"],
  ["auto", undefined, "{}", "{}"],
  ["json", "text/plain", "[]", []],
  ["text", "application/json", "{}", "{}"],
  ["auto", "application/json", "", null],
])("an answer as %s of type %s: %s", async (response, type, text, body) => {
  const { url } = await serve((_, answer) =>
    answer.writeHead(200, type ? { "content-type": type } : {}).end(text),
  );

  expect(await request({ url, response })).toMatchObject({ status: 200, body });
});

test.each([
  ["json", "<html>", /not JSON/],
  ["text", Buffer.from([0x47, 0xfc]), /not UTF-8/],
  ["json", Buffer.from([0x22, 0xfc, 0x22]), /not UTF-8/],
])("an answer that is not %s is an error that will not pass", async (response, body, message) => {
  const { url } = await serve((_, answer) => answer.end(body));

  await expect(request({ url, response })).rejects.toMatchObject({
    code: "RFX06",
    retry: "never",
    message: expect.stringMatching(message),
  });
});

test.each([
  [400, "never"],
  [401, "never"],
  [404, "never"],
  [409, "never"],
  [304, "never"],
  [408, "backoff"],
  [425, "backoff"],
  [429, "backoff"],
  [500, "backoff"],
  [502, "backoff"],
  [503, "backoff"],
])("the status %i is tried again: %s", async (status, retry) => {
  const { url } = await serve((_, answer) => answer.writeHead(status).end());

  await expect(request({ url })).rejects.toMatchObject({ code: "RFX01", retry, detail: { status } });
});

const inSeconds = (seconds: number) => new Date(TEST_NOW.getTime() + seconds * 1_000);
test.each([
  [429, "120", inSeconds(120)],
  [503, "0", inSeconds(0)],
  [503, inSeconds(60).toUTCString(), inSeconds(60)],
  [429, inSeconds(-60).toUTCString(), inSeconds(0)],
  [429, "soon", "backoff"],
  [429, "9999999999", "backoff"],
  [500, "120", "backoff"],
  [404, "120", "never"],
])("%i with Retry-After %s is tried again at %s", async (status, retryAfter, retry) => {
  const { url } = await serve((_, answer) => answer.writeHead(status, { "retry-after": retryAfter }).end());

  await expect(request({ url })).rejects.toMatchObject({ code: "RFX01", retry });
});

test("a status the author expects is a result", async () => {
  const { url } = await serve((_, answer) => answer.writeHead(404).end("gone"));

  expect(await request({ url, expected_status: ["2xx", "404"] })).toMatchObject({
    status: 404,
    body: "gone",
  });
});

const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));

test.each([
  ["text/plain; charset=iso-8859-1", bytes("Gr", 0xfc, 0xdf), "Grüß"],
  ["text/plain; charset=windows-1252", bytes(0x80), "€"],
  ['text/plain; charset="Shift_JIS"', bytes(0x93, 0xfa, 0x96, 0x7b), "日本"],
  ["text/plain", bytes(0xff, 0xfe, 0x61, 0), "a"],
  ["text/plain; charset=iso-8859-1", bytes(0xef, 0xbb, 0xbf, "ü"), "ü"],
  ["application/json; charset=utf-16be", bytes(0, "1", 0, "2"), 12],
  [
    "text/xml",
    bytes('<?xml version="1.0" encoding="iso-8859-1"?>', 0xfc),
    `<?xml version="1.0" encoding="iso-8859-1"?>ü`,
  ],
  ["text/html", bytes("<meta charset=iso-8859-1>", 0xfc), "<meta charset=iso-8859-1>ü"],
])("an answer of %s is read in the charset it names", async (type, body, expected) => {
  const { url } = await serve((_, answer) => answer.writeHead(200, { "content-type": type }).end(body));

  expect((await request({ url })) as object).toMatchObject({ body: expected });
});

test.each(["text/plain", "text/plain; charset=klingon", "text/plain; charset=utf-8", "application/json"])(
  "what is no %s is refused with a hint, never mended",
  async (type) => {
    const { url } = await serve((_, answer) =>
      answer.writeHead(200, { "content-type": type }).end(bytes("G", 0xfc)),
    );

    await expect(request({ url })).rejects.toMatchObject({
      code: "RFX06",
      hint: expect.stringContaining("bytes"),
    });
  },
);

test.each([
  ["image/png", "auto"],
  ["image/png; charset=UTF-8", "auto"],
  ["application/octet-stream; charset=binary", "auto"],
  [undefined, "auto"],
  ["text/plain; charset=iso-8859-1", "bytes"],
])("an answer of type %s as %s is kept as an artifact, and can be sent again", async (type, response) => {
  const image = bytes(0x89, "PNG", 0, 0xff);
  const { url, received } = await serve((_, answer) =>
    answer.writeHead(200, type === undefined ? {} : { "content-type": type }).end(image),
  );
  const ctx = context({ url, response });
  const content_type = type ?? "application/octet-stream";

  const { body } = (await run(null, ctx)) as { body: { artifact: string } };

  expect(body).toEqual({ artifact: expect.any(String), bytes: 6, content_type });
  expect(Buffer.from(await ctx.artifacts.get(body as never))).toEqual(image);
  const again = { ...context({ url, method: "POST", body, body_type: "bytes" }), artifacts: ctx.artifacts };
  await run(null, again);
  expect(received[1]).toMatchObject({ headers: { "content-type": content_type, "content-length": "6" } });
});

test("names that stand several times keep all values, both ways", async () => {
  const { url, received } = await serve((_, answer) =>
    answer
      .setHeader("set-cookie", ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"])
      .setHeader("link", ["<a>", "<b>"])
      .end(),
  );

  const answer = await request({
    url: `${url}?k=0`,
    query: { k: ["1", "2"] },
    headers: { "x-tag": ["a", "b"], "X-Tag": "c" },
  });

  expect(received).toMatchObject([{ url: "/?k=0&k=1&k=2", headers: { "x-tag": "a, b, c" } }]);
  expect(answer).toMatchObject({
    headers: { "set-cookie": ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"], link: "<a>, <b>" },
  });
});

test.each([
  ["?filter[a]=1|2&q=100%&r=%20+%2B", "/?filter[a]=1|2&q=100%&r=%20+%2B"],
  ["ü und ü?q=ü ö#x", "/%C3%BC%20und%20%C3%BC?q=%C3%BC%20%C3%B6"],
  ["?q=%E9", "/?q=%E9"],
])("the URL %s goes out as new URL() reads it, with a query or without", async (written, sent) => {
  const { url, received } = await serve();

  await request({ url: url + written });
  await request({ url: url + written, query: { more: "1 2" } });

  expect(received.map((one) => one.url)).toEqual([sent, `${sent}&more=1+2`]);
});

test.each([
  "Host",
  "content-length",
  "Connection",
  "transfer-encoding",
  "keep-alive",
  "upgrade",
  "TE",
  "expect",
])("the header %s is refused, as it belongs to the connection", async (name) => {
  await expect(request({ url: "http://127.0.0.1:9/", headers: { [name]: "1" } })).rejects.toMatchObject({
    code: "RFV08",
    message: expect.stringContaining(name),
  });
});

test("a text is not sent under the name of another charset", async () => {
  const headers = { "content-type": "text/plain; charset=iso-8859-1" };

  await expect(
    request({ method: "POST", url: "http://127.0.0.1:9/", body: "ü", body_type: "text", headers }),
  ).rejects.toMatchObject({ code: "RFV08", message: expect.stringContaining("iso-8859-1") });
});

test.each([
  ["application/json", bytes('{"error":{"code":"EMAIL_TAKEN"}}'), '{"error":{"code":"EMAIL_TAKEN"}}'],
  ["text/plain; charset=iso-8859-1", bytes("Gr", 0xfc, 0xdf), "Grüß"],
  ["text/plain", bytes(0x89, 0xff), "2 bytes of text/plain"],
  ["text/plain", bytes("a".repeat(65_535), "ü"), "a".repeat(65_535)],
])("what the other side says of its error is kept", async (type, said, body) => {
  const { url } = await serve((_, answer) => answer.writeHead(400, { "content-type": type }).end(said));

  await expect(request({ url })).rejects.toMatchObject({ code: "RFX01", detail: { status: 400, body } });
});

test("a host that answered is not said to be out of reach", async () => {
  const ways: readonly (readonly [string, (socket: Socket) => void, object])[] = [
    ["hangs up", (socket) => void socket.destroy(), { cause: "connection" }],
    ["resets", (socket) => void socket.resetAndDestroy(), { cause: "connection" }],
    ["is no HTTP", (socket) => void socket.end("220 mail.example.com ESMTP\r\n"), { cause: "http" }],
    [
      "breaks off",
      (socket) => void socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"),
      { cause: "connection" },
    ],
  ];
  for (const [what, behave, detail] of ways) {
    const server = createTcpServer(
      (socket) => void socket.on("error", () => undefined).once("data", () => behave(socket)),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    opened.push(() => server.close());
    const { port } = server.address() as AddressInfo;

    const error: unknown = await request({ url: `http://127.0.0.1:${port}/` }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error, what).toMatchObject({ code: "RFX02", retry: "backoff", detail });
    expect(String(error), what).not.toContain("reached");
  }
  const tls = await serve();
  await expect(request({ url: tls.url.replace("http:", "https:") })).rejects.toMatchObject({
    code: "RFX02",
    message: expect.stringContaining("safe connection"),
    detail: { cause: "tls" },
  });
});

test("a body that is not packed as it says is the other side's mistake", async () => {
  const { url } = await serve((_, answer) =>
    answer.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"),
  );

  await expect(request({ url })).rejects.toMatchObject({ code: "RFX06", retry: "never" });
});

test.each(["25d", "P4W", "0s"])(
  "a timeout of %s, which no timer holds, is refused, not cut short",
  async (timeout) => {
    await expect(request({ url: "http://127.0.0.1:9/", timeout })).rejects.toMatchObject({ code: "RFV08" });
  },
);

test("redirects are followed unless the author says otherwise", async () => {
  const { url } = await serve((incoming, answer) =>
    incoming.url === "/end" ? answer.end("end") : answer.writeHead(302, { location: "/end" }).end(),
  );

  expect(await request({ url })).toMatchObject({ status: 200, body: "end" });
  expect(await request({ url, follow_redirects: false, expected_status: ["3xx"] })).toMatchObject({
    status: 302,
  });
});

test("an answer that is too large is not received to its end", async () => {
  let sent = 0;
  const { url } = await serve((_, answer) => {
    const chunk = Buffer.alloc(64_000);
    const more = () => {
      while (sent < 100_000_000 && answer.writable) {
        sent += chunk.length;
        if (!answer.write(chunk)) return answer.once("drain", more);
      }
      return answer.end();
    };
    more();
  });

  await expect(request({ url, max_response_bytes: 100_000, response: "text" })).rejects.toMatchObject({
    code: "RFL05",
  });
  expect(sent).toBeLessThan(50_000_000);
});

test("a server that does not answer in time, or not to the end, is tried again", async () => {
  const silent = await serve(() => undefined);
  const stalled = await serve((_, answer) => answer.write("beginning"));
  for (const { url } of [silent, stalled]) {
    await expect(request({ url, timeout: "100ms" })).rejects.toMatchObject({
      code: "RFT05",
      retry: "backoff",
    });
  }
});

test("a server that is not there, or hangs up, is tried again", async () => {
  const rude = await serve((incoming) => incoming.socket.destroy());

  await expect(request({ url: rude.url })).rejects.toMatchObject({ code: "RFX02", retry: "backoff" });
  for (const close of opened.splice(0)) close();
  await expect(request({ url: rude.url })).rejects.toMatchObject({
    code: "RFX02",
    retry: "backoff",
    message: expect.stringContaining("ECONNREFUSED"),
  });
});

test("an abort ends the request with its own reason", async () => {
  const { url } = await serve(() => undefined);
  const controller = new AbortController();
  const reason = new Error("run cancelled");
  const pending = request({ url }, controller.signal);
  controller.abort(reason);

  await expect(pending).rejects.toBe(reason);
});

test("a header that HTTP does not allow is named, and its value is not", async () => {
  const error: unknown = await request({
    url: "http://127.0.0.1:9/",
    headers: { authorization: "s3cret\nx" },
  }).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: "RFV08", message: expect.stringContaining('"authorization"') });
  expect(String(error)).not.toContain("s3cret");
});

test.each([{}, { url: "http://x/", method: "BREW" }, { url: "http://x/", expected_status: ["ok"] }])(
  "the config %j is refused",
  (config) => {
    expect(() => context(config)).toThrow(expect.objectContaining({ code: "RFV08" }));
  },
);

test("what is no URL is refused when the step runs", async () => {
  await expect(request({ url: "not a url" })).rejects.toMatchObject({ code: "RFV08" });
});

test("a form needs an object", async () => {
  await expect(
    request({ method: "POST", url: "http://127.0.0.1:9/", body: [1], body_type: "form" }),
  ).rejects.toMatchObject({
    code: "RFV08",
  });
});
