import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
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

test("GET carries neither a body nor an idempotency key, and an author's key is kept", async () => {
  const { url, received } = await serve();

  await request({ url, body: { a: 1 } });
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
  ["text", Buffer.from([0xff, 0xfe]), /not UTF-8/],
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

test.each([
  {},
  { url: "not a url" },
  { url: "http://x/", method: "BREW" },
  { url: "http://x/", expected_status: ["ok"] },
])("the config %j is refused", (config) => {
  expect(() => context(config)).toThrow(expect.objectContaining({ code: "RFV08" }));
});

test("a form needs an object", async () => {
  await expect(
    request({ method: "POST", url: "http://127.0.0.1:9/", body: [1], body_type: "form" }),
  ).rejects.toMatchObject({
    code: "RFV08",
  });
});
