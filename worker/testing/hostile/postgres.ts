import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { listening } from "./listening.ts";

/** What a server of evil intent says when it is spoken to: at the start, or when it is asked the author's statement. */
export type Hostility = { readonly when: "startup" | "query"; readonly chunks: Iterable<Buffer> };

/** A message of the protocol, with a length that need not be true. */
export function message(type: string, body: Buffer, length = body.length + 4): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, body]);
}

const READY = message("Z", Buffer.from("T"));
export const HELLO = Buffer.concat([message("R", Buffer.alloc(4)), READY]);
export const DONE = Buffer.concat([message("C", Buffer.from("BEGIN\0")), READY]);

/** What the extended protocol says before a row without columns, and the row. */
export const ROW = Buffer.concat([
  message("1", Buffer.alloc(0)),
  message("2", Buffer.alloc(0)),
  message("T", Buffer.alloc(2)),
  message("D", Buffer.alloc(2)),
]);

/** Speaks just enough of the protocol to be believed, until it is hostile. */
export async function startHostilePostgres({ when, chunks }: Hostility) {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    let asked = 0;
    let pouring = false;
    socket.on("data", (data: Buffer) => {
      asked += 1;
      if (asked === 1 && when === "query") socket.write(HELLO);
      // A simple query opens the transaction; the author's is the extended one.
      else if (asked > 1 && data[0] === 0x51) socket.write(DONE);
      else if (!pouring) {
        pouring = true;
        void pour(socket, chunks);
      }
    });
  });
  return await listening(server);
}

/** As fast as the other side reads, and no longer. */
async function pour(socket: Socket, chunks: Iterable<Buffer>): Promise<void> {
  for (const chunk of chunks) {
    if (socket.destroyed) return;
    if (socket.write(chunk)) continue;
    const gone = new AbortController();
    const { signal } = gone;
    await Promise.race([once(socket, "drain", { signal }), once(socket, "close", { signal })]).catch(
      () => undefined,
    );
    gone.abort();
  }
}

export function* forever(chunk: Buffer): Iterable<Buffer> {
  const many = Buffer.concat(Array.from({ length: Math.ceil(65_536 / chunk.length) }, () => chunk));
  for (;;) yield many;
}

export function* announced(type: string, length: number): Iterable<Buffer> {
  yield message(type, Buffer.alloc(2, 1), length);
  yield* forever(Buffer.alloc(65_536, 0x78));
}
