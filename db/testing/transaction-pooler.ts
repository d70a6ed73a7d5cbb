import { createServer, connect as dial, type Socket } from "node:net";
import { target, through } from "./proxy.ts";

/**
 * A pooler in transaction mode, in miniature: each client logs in by itself, and from then on all of them talk to the
 * server through the connection of the first, a transaction at a time.
 */
export async function startTransactionPooler(url: string) {
  const sockets = new Set<Socket>();
  const waiting: Talk[] = [];
  let shared: Socket | undefined;
  let owner: Socket | undefined;

  const serve = () => {
    const next = waiting.findIndex(({ client }) => owner === undefined || client === owner);
    const [talk] = next < 0 ? [] : waiting.splice(next, 1);
    if (!talk) return;
    owner = talk.client;
    shared?.write(talk.bytes);
  };
  const server = createServer((client) => {
    const own = dial(target(url));
    for (const socket of [client, own]) sockets.add(socket.on("error", () => undefined));
    let isLoggedIn = false;
    own.on("data", (bytes: Buffer) => {
      const status = readyStatus(bytes);
      if (isLoggedIn) {
        owner?.write(bytes);
        if (status === "I") owner = undefined;
        if (status !== undefined) serve();
      } else {
        client.write(bytes);
        if (status !== undefined) {
          isLoggedIn = true;
          shared ??= own;
        }
      }
    });
    client.on("data", (bytes: Buffer) => {
      if (!isLoggedIn) own.write(bytes);
      else if (bytes[0] !== TERMINATE) {
        waiting.push({ client, bytes });
        if (owner === undefined || owner === client) serve();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: through(url, server.address()),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Talk = { readonly client: Socket; readonly bytes: Buffer };
const TERMINATE = 0x58;

/** Of the ReadyForQuery that ends these bytes: idle, in a transaction, or in a failed one. */
function readyStatus(bytes: Buffer): string | undefined {
  return bytes.length >= 6 && bytes.readUInt8(bytes.length - 6) === 0x5a
    ? String.fromCharCode(bytes[bytes.length - 1] ?? 0)
    : undefined;
}
