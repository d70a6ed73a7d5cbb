import type { IncomingMessage, Server } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { RefluxError, toRefluxError } from "#db/errors.ts";
import { requireMeasure } from "#db/measure-json.ts";
import { paced } from "#db/pace.ts";
import { admit, assertOwnOrigin, type Door } from "../auth/door.ts";
import type { Principal } from "../auth/principal.ts";
import { type Budget, clientOf } from "../http/budget.ts";
import type { Connections } from "../http/connections.ts";
import { sizeOf } from "../http/pieces.ts";
import { type Engine, callerOf as whose } from "../operations/engine.ts";
import { asGraphQLError } from "../operations/mask.ts";
import type { Caller } from "../preset.ts";
import type { Feed } from "./feed.ts";
import { Seats } from "./seats.ts";

export type SocketParts = {
  readonly door: Door;
  readonly engine: Engine;
  readonly feed: Feed;
  readonly answers: Budget;
  readonly connections: Connections;
  readonly callerOf: (principal: Principal) => Caller;
};

/**
 * Websockets at /graphql (graphql-transport-ws). Who asks from a page of another site is refused before anything is
 * opened. A browser cannot send headers with one, so the token comes in the first message, soon, or the socket goes
 * (seats.ts). What a token may do is asked again while its socket is open: one that was revoked, or has expired, loses
 * its sockets within half a minute. A reader that does not take its messages is cut.
 */
export function attachSockets(server: Server, parts: SocketParts): Sockets {
  const { door, engine, feed, answers, connections, callerOf } = parts;
  const principals = new Map<WebSocket, Principal>();
  const seats = new Seats();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage, clientTracking: true });

  const graphql = useServer(
    {
      connectionInitWaitTimeout: 5_000,
      async onConnect({ connectionParams, extra: { socket, request } }) {
        try {
          const principal = await admit(door, request, connectionParams?.["authorization"]);
          seats.take(socket, principal);
          principals.set(socket, principal);
          return true;
        } catch (error) {
          expel(socket, error);
          return false;
        }
      },
      async onSubscribe({ extra: { socket }, subscriptions }, _id, payload) {
        const principal = principals.get(socket);
        if (!principal) return [asGraphQLError(new RefluxError("RFP01", "a token is needed"))];
        if (Object.keys(subscriptions).length > mostSubscriptions) {
          const message = `a socket has at most ${mostSubscriptions} operations at once`;
          return [asGraphQLError(new RefluxError("RFL04", message))];
        }
        const prepared = await engine.prepare(payload, callerOf(principal));
        return "errors" in prepared ? prepared.errors : prepared.args;
      },
      async execute(args) {
        using hold = answers.open(clientOf(whose(args).principal));
        try {
          const result = await engine.execute(args, hold);
          if ((await sizeOf(result, longestAnswer)) <= longestAnswer) return result;
        } catch (error) {
          return { errors: [asGraphQLError(toRefluxError(error))] };
        }
        return { errors: [asGraphQLError(tooLong())] };
      },
      subscribe: (args) => engine.subscribe(args),
      onError: (_context, _id, _payload, errors) => errors.slice(0, mostErrors).map(engine.mask),
      async onNext({ extra: { socket } }, _id, _payload, _args, result) {
        // Told one after the other: a message that finds too many before it is the last.
        if (!seats.keepsUp(socket)) return { data: null };
        if ((await sizeOf(result, longestAnswer)) > longestAnswer)
          return engine.present({ errors: [asGraphQLError(tooLong())] });
        return engine.present(result);
      },
      onClose: ({ extra: { socket } }) => void principals.delete(socket),
    },
    sockets,
    12_000,
  );

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => undefined);
    const path = request.url?.split("?", 1)[0];
    if (path !== "/graphql") return refuse(socket, "404 Not Found");
    const protocols = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim());
    if (!protocols?.includes("graphql-transport-ws")) return refuse(socket, "400 Bad Request");
    try {
      assertOwnOrigin(door, request);
    } catch {
      return refuse(socket, "403 Forbidden");
    }
    // From here on it has a seat, or none: it is no connection of the HTTP server any more.
    if (socket instanceof Socket) connections.leave(socket);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      seats.enter(opened);
      measure(opened);
      sockets.emit("connection", opened, request);
    });
  });

  async function review(): Promise<void> {
    await Promise.all(
      [...principals].map(async ([socket, { token }]) => {
        if (!token) return;
        // An unreachable database revokes nothing: the next round asks again.
        const known = await door.tokens.findByHash(token.hash).catch(() => "unknown" as const);
        if (known === undefined)
          expel(socket, new RefluxError("RFP01", "the token was revoked or has expired"));
        else if (known !== "unknown" && principals.has(socket)) principals.set(socket, known);
      }),
    );
  }
  let reviewing: Promise<void> | undefined;
  const supervised = () => {
    reviewing ??= review().finally(() => {
      reviewing = undefined;
    });
  };
  const revoked = paced(supervised, 1_000);
  const timer = setInterval(supervised, reviewEveryMs);
  timer.unref();
  const stopHearing = feed.onControl(({ token }) => {
    if (token !== undefined) revoked();
  });

  return {
    count: () => sockets.clients.size,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stopHearing();
      await graphql.dispose();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

export type Sockets = AsyncDisposable & { readonly count: () => number };

const longestMessage = 1024 * 1024;
/** Whole values are for HTTP, which writes them piece by piece. */
const longestAnswer = 8 * 1024 * 1024;
const mostSubscriptions = 50;
const mostErrors = 20;
const reviewEveryMs = 15_000;

/** Before anything parses it, like a body: what nests deeply, or has a number that would not be kept, ends the socket. */
function measure(socket: WebSocket): void {
  const pass = socket.emit.bind(socket);
  socket.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    try {
      if (event === "message") requireMeasure(String(values[0]), "the message", envelope);
    } catch (error) {
      expel(socket, error);
      return true;
    }
    return pass(event, ...values);
  };
}

/** Of a message: id, type, payload, and in it the variables. */
const envelope = { around: 3, lists: 50_000 } as const;

/** 4401 tells a client that coming back without another token is of no use. */
function expel(socket: WebSocket, thrown: unknown): void {
  const { code, message } = toRefluxError(thrown);
  const isDenied = code.startsWith("RFP");
  // A reason has at most 123 bytes.
  socket.close(isDenied ? 4401 : 1013, `${code} ${message}`.slice(0, 120));
}

function tooLong(): RefluxError {
  return new RefluxError("RFL05", `an answer over a websocket has at most ${longestAnswer} bytes`, {
    hint: "ask over HTTP",
  });
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  // Whoever does not read even that is not waited for.
  setTimeout(() => socket.destroy(), 1_000).unref();
}
