import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { RefluxError, toRefluxError } from "#db/errors.ts";
import { admit, type Door } from "../auth/door.ts";
import { assertFits, readBody as readAll } from "./body.ts";
import { type Budget, type Client, clientOf } from "./budget.ts";
import type { Connections } from "./connections.ts";
import { problem, problemAs, type Reply, send } from "./reply.ts";
import { type Call, type Route, routesOf } from "./route.ts";

type Log = (level: "info" | "warn" | "error", message: string) => void;

export type ServeOptions = {
  readonly routes: readonly Route[];
  readonly door: Door;
  /** Bodies in memory: of those who were let in, and of strangers, who take nothing from them. */
  readonly budgets: { readonly known: Budget; readonly strangers: Budget };
  readonly connections: Connections;
  readonly log: Log;
  /** After each answer. */
  readonly onAnswer: (answer: Answer) => void;
};

export type Answer = { readonly route: string; readonly status: number; readonly seconds: number };

/**
 * The HTTP server: node's own, with a table of routes. A framework would bring a router, a plugin system and a schema
 * compiler; there are a dozen routes, no plugins, and GraphQL has the schema.
 *
 * No request can bring the process down: whatever a handler throws becomes an answer, and whatever a socket does is
 * either parsed or cut. Slow ones are cut by the clock: 10 s for the head, 60 s for all of it; slow bodies sooner
 * (body.ts), and readers who do not take their answer (write.ts). Of too many connections the idlest go.
 */
export function createHttpServer(options: ServeOptions): Server {
  const { routes, door, log, onAnswer, connections } = options;
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16_384,
      insecureHTTPParser: false,
    },
    (request, response) => void respond(request, response),
  );
  server.maxHeadersCount = 100;
  server.on("connection", (socket) => connections.add(socket));
  // A body that waits for our word gets it from whoever reads it: a refused one is never sent.
  server.on("checkContinue", (request, response) => void respond(request, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const status =
      error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    if (!connections.begin(socket)) return void socket.destroy();
    response.once("close", () => connections.end(socket));
    const began = performance.now();
    const id = randomUUID();
    // A client that goes away is no error of ours; its request ends with it.
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    response.setHeader("x-request-id", id);
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const call = { ...takeApart(request), id, request, gone: gone.signal };
    const { route, reply } = await answer(call, response).catch((error: unknown) => ({
      route: "none",
      reply: refuse(call, error),
    }));
    if (response.destroyed) {
      reply.held?.[Symbol.dispose]();
      return;
    }
    const unread = !request.complete;
    // While stopping, a client is told not to come back on this connection.
    if (unread || !server.listening) response.setHeader("connection", "close");
    send(response, reply, request.method === "HEAD");
    onAnswer({ route, status: reply.status, seconds: (performance.now() - began) / 1000 });
    if (unread) linger(request, response);
  }

  async function answer(
    call: Omit<Call, "readBody">,
    response: ServerResponse,
  ): Promise<{ readonly route: string; readonly reply: Reply }> {
    const { request } = call;
    if (!hasOneHost(request))
      return { route: "none", reply: problemAs(400, "RFV06", "send one Host header") };
    const matching = routesOf(routes, call.path);
    const method = call.method === "HEAD" ? "GET" : call.method;
    const route = matching.find(({ methods }) => methods.includes(method));
    if (!route) return { route: "none", reply: unknown(matching) };
    try {
      if (route.access === "public") {
        const stranger = { name: request.socket.remoteAddress ?? "", isAdmin: false };
        const readBody = bodyReader(request, response, options.budgets.strangers, stranger);
        return { route: route.name, reply: await route.handle({ ...call, readBody }) };
      }
      // Before a byte of the body is read.
      const principal = await admit(door, request);
      connections.know(request.socket, principal.name);
      const readBody = bodyReader(request, response, options.budgets.known, clientOf(principal));
      return { route: route.name, reply: await route.handle({ ...call, readBody }, principal) };
    } catch (error) {
      return { route: route.name, reply: refuse(call, error) };
    }
  }

  function refuse(call: Pick<Call, "id" | "method" | "path">, thrown: unknown): Reply {
    const error = toRefluxError(thrown);
    // The log has what the answer must not; never a body, a header, a query string or a link, which may hold secrets.
    if (error.code === "RFI01")
      log(
        "error",
        `${call.method} ${call.path.replace(/^(\/approve\/).+/, "$1…")} (${call.id}): ${error.message}: ${stackOf(error.cause)}`,
      );
    return problem(error);
  }

  return server;
}

function takeApart({ url = "/", method = "GET" }: IncomingMessage): Pick<Call, "method" | "path" | "query"> {
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  return { method, path, query: new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1)) };
}

function bodyReader(
  request: IncomingMessage,
  response: ServerResponse,
  budget: Budget,
  client: Client,
): Call["readBody"] {
  return async (limit) => {
    assertFits(request, limit);
    if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
    return await readAll(request, limit, budget, client);
  };
}

/** Two of them are two opinions, ours and that of a proxy before us. */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length <= 1;
}

function unknown(matching: readonly Route[]): Reply {
  if (matching.length === 0) return problem(new RefluxError("RFN08", "there is nothing at this address"));
  const allow = [...new Set(matching.flatMap(({ methods }) => methods))].join(", ");
  const reply = problemAs(405, "RFV06", `this path takes ${allow}`);
  return { ...reply, headers: { ...reply.headers, allow } };
}

/**
 * An answer given before the body was read: the client may still be writing, and closing at once would cut off the
 * answer too. What it writes is dropped for a moment, without being kept; then the connection is cut.
 */
function linger(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const cut = setTimeout(() => request.socket.destroy(), 2_000);
  cut.unref();
  const done = () => clearTimeout(cut);
  request.once("close", done);
  response.once("close", done);
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
