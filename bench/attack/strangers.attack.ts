import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "#db/testing/eventually.ts";
import { announce, deploy, webhookFlow } from "#graphql/tests/driver.ts";
import { bearer, type Stage, withServer } from "#graphql/tests/kit.ts";
import { attackDoor } from "./attempts.ts";

/** Within this, whatever strangers do, an admin, the page, readiness and a webhook are answered. */
const promisedMs = 1_000;

test("a flood by strangers keeps nobody waiting", async () => {
  await withServer(async (stage) => {
    await announce(stage.pool);
    await deploy(stage.pool, "f", webhookFlow("known"));
    const admin = await stage.token("admin");
    await assertServed(stage, admin, 30_000);
    await attackDoor("strangers: floods", async (attempt) => {
      for (const [flood, make] of Object.entries(floods))
        for (const size of [50, 300, 1_200])
          await attempt(`${flood}, ${size} of them`, async () => {
            await using sockets = new Sockets(stage.origin);
            make(sockets, size);
            await sockets.settled();
            await assertServed(stage, admin, promisedMs * slack());
          });
    });
  });
});

test("a websocket is opened for nobody but our own pages and programs", async () => {
  await withServer(async (stage) => {
    const own = new URL(stage.origin).host;
    const origins = [
      "https://evil.example",
      "null",
      `https://evil.example/${own}`,
      `http://${own}.evil.example`,
      `http://evil.example#${own}`,
      `http://${own}@evil.example`,
      `http://x@${own}`,
      `ftp://${own}`,
      `file://${own}`,
      own,
      "http://localhost",
      "http://localhost:7301",
      `http://127.0.0.2:${new URL(stage.origin).port}`,
      "",
    ];
    const protocols = ["graphql-transport-ws", "graphql-ws", "", "graphql-transport-ws, x", "mqtt"];
    const paths = ["/graphql", "/graphql?x=1", "/", "/hooks/known", "/graphql/", "//graphql"];
    const isOpen = (origin: string | undefined, protocol: string, path: string) =>
      (origin === undefined || origin === `http://${own}`) &&
      protocol.startsWith("graphql-transport-ws") &&
      (path === "/graphql" || path === "/graphql?x=1");
    await attackDoor("strangers: websockets", async (attempt) => {
      for (const origin of [undefined, `http://${own}`, ...origins])
        for (const protocol of protocols)
          for (const path of paths)
            await attempt(`${path} from ${origin} with ${protocol}`, async () => {
              const answer = await upgrade(stage, path, {
                origin,
                "sec-websocket-protocol": protocol || undefined,
              });
              expect(answer.startsWith("HTTP/1.1 101"), answer.slice(0, 60)).toBe(
                isOpen(origin, protocol, path),
              );
            });
    });
  });
});

test("a head with two meanings has none", async () => {
  await withServer(async (stage) => {
    const { host } = new URL(stage.origin);
    const head = (lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;
    const refused: Readonly<Record<string, string>> = {
      "two hosts": head([
        "GET /healthz HTTP/1.1",
        `host: ${host}`,
        "host: evil.example",
        "connection: close",
      ]),
      "the same host twice": head([
        "GET /healthz HTTP/1.1",
        `Host: ${host}`,
        `hOST: ${host}`,
        "connection: close",
      ]),
      "no host": head(["GET /healthz HTTP/1.1", "connection: close"]),
      "another site's address": head([
        `GET http://evil.example/healthz HTTP/1.1`,
        `host: ${host}`,
        "connection: close",
      ]),
      "our own as an address": head([
        `POST http://${host}/graphql HTTP/1.1`,
        `host: ${host}`,
        "connection: close",
      ]),
      "a tunnel": head([`CONNECT evil.example:443 HTTP/1.1`, `host: ${host}`]),
      "a length and chunks": head([
        "POST /hooks/x HTTP/1.1",
        `host: ${host}`,
        "content-length: 4",
        "transfer-encoding: chunked",
      ]),
      "chunks twice": head([
        "POST /hooks/x HTTP/1.1",
        `host: ${host}`,
        "transfer-encoding: chunked, identity",
      ]),
      "an unknown coding": head(["POST /hooks/x HTTP/1.1", `host: ${host}`, "transfer-encoding: xchunked"]),
      "two lengths": head([
        "POST /hooks/x HTTP/1.1",
        `host: ${host}`,
        "content-length: 1",
        "content-length: 2",
      ]),
      "lengths in one line": head(["POST /hooks/x HTTP/1.1", `host: ${host}`, "content-length: 1, 2"]),
      "a length with a sign": head(["POST /hooks/x HTTP/1.1", `host: ${host}`, "content-length: +1"]),
      "a length below zero": head(["POST /hooks/x HTTP/1.1", `host: ${host}`, "content-length: -1"]),
      "a space before the colon": head(["GET /healthz HTTP/1.1", `host : ${host}`]),
      "a folded line": head(["GET /healthz HTTP/1.1", `host: ${host}`, "x: a", " b: c"]),
      "bare line feeds": `GET /healthz HTTP/1.1\nhost: ${host}\n\n`,
      "another version": head(["GET /healthz HTTP/9.9", `host: ${host}`]),
      "a header of 20 KB": head(["GET /healthz HTTP/1.1", `host: ${host}`, `x: ${"a".repeat(20_000)}`]),
      "2,000 headers": head([
        "GET /healthz HTTP/1.1",
        `host: ${host}`,
        ...Array.from({ length: 2_000 }, (_, i) => `x${i}: aaaaaaaaaa`),
      ]),
      "a zero byte": head(["GET /healthz HTTP/1.1", `host: ${host}`, "x: a\0b"]),
    };
    await attackDoor("strangers: heads", async (attempt) => {
      for (const [what, bytes] of Object.entries(refused)) {
        for (const before of ["", "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"])
          await attempt(`${what}${before ? ", behind a good one" : ""}`, async () => {
            const answer = await say(stage, before + bytes);
            const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
            expect(statuses.filter((status) => status < 400).length).toBeLessThanOrEqual(before ? 1 : 0);
          });
      }
      // Nor is anybody let in by what only a proxy should say.
      for (const header of [
        "x-forwarded-for",
        "x-real-ip",
        "forwarded",
        "x-forwarded-host",
        "x-original-url",
        "x-rewrite-url",
        "x-http-method-override",
      ])
        for (const value of ["127.0.0.1", "localhost", "/healthz", "for=127.0.0.1", "GET", "admin"])
          await attempt(`${header}: ${value}`, async () => {
            const answer = await stage.fetch("/metrics", { headers: { [header]: value } });
            expect(answer.status).toBe(401);
          });
    });
  });
});

/**
 * How many times slower than by itself this process is now, since tests run beside each other; and twice that, since
 * the strangers are in this process too.
 */
function slack(): number {
  const began = performance.now();
  const before = process.cpuUsage();
  let used = 0;
  while (used < 30) {
    const { user, system } = process.cpuUsage(before);
    used = (user + system) / 1_000;
  }
  return Math.ceil(2 * Math.max(1, (performance.now() - began) / used));
}

/** Each on a connection of its own, as somebody who comes now. */
async function assertServed(stage: Stage, token: string, withinMs: number): Promise<void> {
  const json = { "content-type": "application/json" };
  const calls: readonly Ask[] = [
    { path: "/graphql", headers: { ...json, ...bearer(token) }, body: '{"query":"{ whoami { role } }"}' },
    { path: "/", headers: {} },
    { path: "/readyz", headers: {} },
    { path: "/hooks/known", headers: json, body: '{"order":7}' },
  ];
  const statuses = await Promise.all(calls.map(async (call) => await statusOf(stage, call, withinMs)));
  expect(statuses, `${calls.map(({ path }) => path).join(", ")}`).toEqual([200, 200, 200, 202]);
}

type Ask = { readonly path: string; readonly headers: Record<string, string>; readonly body?: string };

async function statusOf({ origin }: Stage, { path, headers, body }: Ask, withinMs: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const signal = AbortSignal.timeout(withinMs);
    const sent = request(origin + path, { method, headers, agent: false, signal }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.once("error", reject).end(body);
  });
}

/** Connections of one flood, cut at its end. */
class Sockets implements AsyncDisposable {
  readonly #origin: URL;
  readonly #open: (Socket | WebSocket)[] = [];

  constructor(origin: string) {
    this.#origin = new URL(origin);
  }

  /** Opens a connection and says these bytes. */
  say(bytes: string): void {
    const socket = connect(Number(this.#origin.port), this.#origin.hostname);
    socket.on("error", () => undefined);
    // It reads nothing of what it is told.
    socket.pause();
    if (bytes !== "") socket.write(bytes);
    this.#open.push(socket);
  }

  websocket(headers: Record<string, string>): void {
    const socket = new WebSocket(`ws://${this.#origin.host}/graphql`, "graphql-transport-ws", { headers });
    socket.on("error", () => undefined);
    this.#open.push(socket);
  }

  head(line: string, ...headers: readonly string[]): string {
    return `${[`${line} HTTP/1.1`, `host: ${this.#origin.host}`, ...headers].join("\r\n")}\r\n\r\n`;
  }

  /** Everybody is there, or was turned away. */
  async settled(): Promise<void> {
    await eventually("everybody came", () =>
      this.#open.every((one) =>
        one instanceof WebSocket ? one.readyState !== WebSocket.CONNECTING : !one.connecting,
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#open) {
      if (one instanceof WebSocket) one.terminate();
      else one.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const megabyte = "x".repeat(900_000);

const floods: Readonly<Record<string, (sockets: Sockets, size: number) => void>> = {
  "connections that say nothing": (on, n) => repeat(n, () => on.say("")),
  "half a head": (on, n) => repeat(n, () => on.say("GET /graphql HTTP/1.1\r\nhost:")),
  "half a body for a webhook": (on, n) =>
    repeat(n, () =>
      on.say(`${on.head("POST /hooks/known", "content-length: 1000", "content-type: text/plain")}{`),
    ),
  "nearly a whole body for a webhook": (on, n) =>
    repeat(Math.min(n, 300), () =>
      on.say(on.head("POST /hooks/known", "content-length: 1000000", "content-type: text/plain") + megabyte),
    ),
  "half a body for GraphQL": (on, n) =>
    repeat(n, () =>
      on.say(`${on.head("POST /graphql", "content-length: 1000000", "content-type: application/json")}{`),
    ),
  "bodies in chunks without an end": (on, n) =>
    repeat(n, () =>
      on.say(
        `${on.head("POST /hooks/known", "transfer-encoding: chunked", "content-type: text/plain")}5\r\nhello\r\n`,
      ),
    ),
  "unknown webhooks": (on, n) =>
    repeat(n, (i) => on.say(on.head(`POST /hooks/none-${i}`, "content-length: 0"))),
  "many unknown webhooks each": (on, n) =>
    repeat(n, (i) => on.say(on.head(`POST /hooks/none-${i}`, "content-length: 0").repeat(4))),
  "wrong tokens": (on, n) =>
    repeat(n, (i) =>
      on.say(on.head("GET /metrics", `authorization: Bearer rfx_${"a".repeat(36)}${i}`).repeat(4)),
    ),
  "requests without an end on one connection": (on, n) => on.say(on.head("GET /readyz").repeat(n * 10)),
  "readiness asked by all": (on, n) => repeat(n, () => on.say(on.head("GET /readyz"))),
  "pages that are not read": (on, n) => repeat(n, () => on.say(on.head("GET /").repeat(4))),
  "addresses that are not there": (on, n) =>
    repeat(n, (i) => on.say(on.head(`GET /assets/${i}.js`).repeat(4))),
  "websockets of another site": (on, n) => repeat(n, () => on.websocket({ origin: "https://evil.example" })),
  "websockets that say nothing": (on, n) => repeat(n, () => on.websocket({})),
  "upgrades to something else": (on, n) =>
    repeat(n, () => on.say(on.head("GET /graphql", "connection: upgrade", "upgrade: h2c"))),
};

function repeat(count: number, work: (index: number) => void): void {
  for (let index = 0; index < count; index += 1) work(index);
}

async function upgrade(
  stage: Stage,
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return await say(
    stage,
    [
      `GET ${path} HTTP/1.1`,
      `host: ${new URL(stage.origin).host}`,
      "connection: upgrade",
      "upgrade: websocket",
      "sec-websocket-version: 13",
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
      ...lines,
      "\r\n",
    ].join("\r\n"),
  );
}

/** What is answered to these bytes, up to the first silence. */
async function say({ origin }: Stage, bytes: string): Promise<string> {
  const { port, hostname } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  let answer = "";
  return await new Promise((resolve) => {
    const end = () => {
      socket.destroy();
      resolve(answer);
    };
    let silence = setTimeout(end, 3_000);
    socket.on("data", (chunk) => {
      answer += String(chunk);
      clearTimeout(silence);
      silence = setTimeout(end, 60);
    });
    socket.on("close", end);
    socket.write(bytes);
  });
}
