import { type LookupFunction, connect as openSocket, type Socket } from "node:net";
import type { Context } from "#nodes/sdk/index.ts";
import { NodeError } from "#nodes/sdk/index.ts";
import type { Judge } from "./judge.ts";

export type Connect = Context["connect"];

const CONNECT_TIMEOUT_MS = 10_000;

/** `ctx.connect`: a connection to `host:port`, if the address it ends at may be reached. Not a byte is sent before. */
export function createConnect(judge: Judge, lookup: LookupFunction): Connect {
  return async ({ host: written, port, signal, timeoutMs = CONNECT_TIMEOUT_MS }) => {
    const host = written.replace(/^\[(.*)\]$/, "$1");
    requireTarget(host, port);
    signal?.throwIfAborted();
    const trusted = judge.trusts(host, port);
    // A literal address is never looked up, so it is judged here.
    const refused = trusted ? undefined : judge.refuses(host, host, port);
    if (refused) throw refused;
    const socket = openSocket({ host, port, lookup: trusted ? lookup : judge.lookup(port) });
    await connected(socket, timeoutMs, signal);
    // The last word: whatever happened between the look-up and here, this is where the bytes would go.
    const reached = trusted ? undefined : judge.refuses(socket.remoteAddress ?? "0.0.0.0", host, port);
    if (!reached) return socket;
    socket.destroy();
    throw reached;
  };
}

/** An empty host would mean this machine, and a path a socket of it. */
function requireTarget(host: string, port: number): void {
  if (/^[^\s/\\@\0]+$/.test(host) && Number.isInteger(port) && port > 0 && port < 65_536) return;
  throw new NodeError("RFV08", "the host or the port to connect to is malformed");
}

async function connected(socket: Socket, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error: unknown) => {
    socket.destroy();
    reject(error);
  };
  const onAbort = () => fail(signal?.reason);
  const timer = setTimeout(
    () => fail(Object.assign(new Error("connect timed out"), { code: "ETIMEDOUT" })),
    timeoutMs,
  );
  signal?.addEventListener("abort", onAbort, { once: true });
  socket.once("connect", resolve);
  socket.once("error", fail);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    socket.off("error", fail);
    // Whoever reads the socket hears of it; an error that comes in between must not end the process.
    socket.on("error", () => undefined);
  }
}
