import { createServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { listening } from "./listening.ts";

/** Answers that cost whoever believes them: by the path that is asked for. */
export async function startHostileHttp() {
  // Made before the clock of any request runs.
  const bombs = new Map(Object.entries(BOMBS).map(([path, { make }]) => [path, make()] as const));
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1);
    response.on("error", () => undefined);
    const encoding = BOMBS[path];
    if (encoding) {
      response.writeHead(200, { "content-encoding": encoding.name, "content-type": "application/json" });
      response.end(bombs.get(path));
    } else (ANSWERS[path] ?? notFound)(response);
  });
  server.on("connection", (socket) => socket.on("error", () => undefined));
  const { port, stop } = await listening(server);
  return { port, stop, paths: [...Object.keys(BOMBS), ...Object.keys(ANSWERS)] };
}

const zeros = () => Buffer.alloc(128 * 2 ** 20);
const BOMBS: Readonly<Record<string, { readonly name: string; readonly make: () => Buffer }>> = {
  gzip: { name: "gzip", make: () => gzipSync(zeros(), { level: 1 }) },
  deflate: { name: "deflate", make: () => deflateSync(zeros(), { level: 1 }) },
  brotli: {
    name: "br",
    make: () => brotliCompressSync(zeros(), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  },
  zstd: { name: "zstd", make: () => zstdCompressSync(zeros()) },
  nested: { name: "gzip, gzip, gzip", make: () => gzipSync(gzipSync(gzipSync(zeros(), { level: 1 }))) },
};

const JSON_TYPE = { "content-type": "application/json" };
const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "declares-much": (response) => {
    response.writeHead(200, { "content-length": 2 ** 40 });
    endless(response, Buffer.alloc(65_536, 0x78));
  },
  "says-no-end": (response) => endless(response.writeHead(200), Buffer.alloc(65_536, 0x78)),
  "small-chunks": (response) => endless(response.writeHead(200), Buffer.from("x")),
  "many-headers": (response) => {
    const flood = Array.from({ length: 50_000 }, (_, index) => `x-${index}: ${"y".repeat(100)}\r\n`).join("");
    response.socket?.end(`HTTP/1.1 200 OK\r\n${flood}\r\n`);
  },
  "one-long-header": (response) =>
    response.socket?.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(5_000_000)}\r\n\r\n`),
  "early-hints": (response) =>
    pour(response.socket, Buffer.from("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(1_000))),
  trailers: (response) => {
    response.socket?.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n");
    response.socket?.end(`${"x: y\r\n".repeat(1_000_000)}\r\n`);
  },
  "redirects-for-ever": (response) =>
    response.writeHead(302, { location: "/redirects-for-ever" }).end("x".repeat(1_000)),
  "redirects-with-a-body": (response) => {
    response.writeHead(302, { location: "/redirects-with-a-body" });
    endless(response, Buffer.alloc(65_536, 0x78));
  },
  "deep-json": (response) =>
    response.writeHead(200, JSON_TYPE).end("[".repeat(2_000_000) + "]".repeat(2_000_000)),
  "many-keys": (response) => {
    const pairs = Array.from({ length: 300_000 }, (_, index) => `"k${index}":1`);
    response.writeHead(200, JSON_TYPE).end(`{${pairs.join(",")}}`);
  },
  "long-number": (response) => response.writeHead(200, JSON_TYPE).end("1".repeat(4_000_000)),
};

function notFound(response: ServerResponse): void {
  response.writeHead(404).end();
}

/** As fast as the other side reads; other answers have their turn between two writes. */
function endless(response: ServerResponse, chunk: Buffer): void {
  if (response.destroyed) return;
  if (response.write(chunk)) setImmediate(endless, response, chunk);
  else response.once("drain", () => endless(response, chunk));
}

function pour(socket: Socket | null, chunk: Buffer): void {
  if (!socket?.writable) return;
  if (socket.write(chunk)) setImmediate(pour, socket, chunk);
  else socket.once("drain", () => pour(socket, chunk));
}
