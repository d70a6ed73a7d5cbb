import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { RefluxError, toRefluxError } from "#db/errors.ts";
import { paced } from "#db/pace.ts";
import { admit, type Door } from "../auth/door.ts";
import type { Principal } from "../auth/principal.ts";
import { findByHash } from "../auth/tokens.ts";
import type { Engine } from "../operations/engine.ts";
import { asGraphQLError } from "../operations/mask.ts";
import type { Caller } from "../preset.ts";
import type { Feed } from "./feed.ts";

export type SocketParts = {
  readonly door: Door;
  readonly engine: Engine;
  readonly feed: Feed;
  readonly callerOf: (principal: Principal) => Caller;
};

/**
 * Websockets at /graphql (graphql-transport-ws). A browser cannot send headers with one, so the token comes in the
 * first message. What a token may do is asked again while its socket is open: one that was revoked, or has expired,
 * loses its sockets within half a minute.
 */
export function attachSockets(server: Server, { door, engine, feed, callerOf }: SocketParts): Sockets {
  const principals = new Map<WebSocket, Principal>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage, clientTracking: true });

  const graphql = useServer(
    {
      connectionInitWaitTimeout: 5_000,
      async onConnect({ connectionParams, extra: { socket, request } }) {
        try {
          principals.set(socket, await admit(door, request, connectionParams?.["authorization"]));
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
      execute: (args) => engine.execute(args),
      subscribe: (args) => engine.subscribe(args),
      onError: (_context, _id, _payload, errors) => errors.map(engine.mask),
      onNext: (_context, _id, _payload, _args, result) => engine.present(result),
      onClose: ({ extra: { socket } }) => void principals.delete(socket),
    },
    sockets,
    12_000,
  );

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => undefined);
    const path = request.url?.split("?", 1)[0];
    if (path !== "/graphql") return refuse(socket, "404 Not Found");
    if (sockets.clients.size >= mostSockets) return refuse(socket, "503 Service Unavailable");
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
  });

  async function review(): Promise<void> {
    for (const [socket, { token }] of principals) {
      if (!token) continue;
      // An unreachable database revokes nothing: the next round asks again.
      const known = await findByHash(door.pool, token.hash).catch(() => "unknown" as const);
      if (known === undefined)
        expel(socket, new RefluxError("RFP01", "the token was revoked or has expired"));
      else if (known !== "unknown") principals.set(socket, known);
    }
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
const mostSockets = 2_000;
const mostSubscriptions = 50;
const reviewEveryMs = 15_000;

/** 4401 tells a client that coming back without another token is of no use. */
function expel(socket: WebSocket, thrown: unknown): void {
  const { code, message } = toRefluxError(thrown);
  const isDenied = code.startsWith("RFP");
  // A reason has at most 123 bytes.
  socket.close(isDenied ? 4401 : 1013, `${code} ${message}`.slice(0, 120));
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
