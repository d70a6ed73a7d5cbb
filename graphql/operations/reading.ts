import { AsyncLocalStorage } from "node:async_hooks";
import { Socket } from "node:net";
import type { PgClient, WithPgClient } from "postgraphile/@dataplan/pg";
import { RefluxError } from "#db/errors.ts";
import type { Hold } from "../http/budget.ts";

/** What one operation may read from Postgres, and answer: twice the largest payload there is by default. */
export const largestAnswer = 64 * 1024 * 1024;

const holds = new AsyncLocalStorage<Hold>();

/** What is read from Postgres meanwhile counts on `hold`. */
export function countingOn<T>(hold: Hold, work: () => T): T {
  return holds.run(hold, work);
}

/**
 * Counts what comes from Postgres as it comes, before it is a row: an operation that reads too much, or more than there
 * is room for, loses its connection in the middle of it. So no statement, however large its result, fills the memory.
 */
export function countReading<Client extends PgClient>(inner: WithPgClient<Client>): WithPgClient<Client> {
  const counting: WithPgClient<Client> = async (settings, work) => {
    const hold = holds.getStore();
    let refusal: unknown;
    try {
      return await inner(settings, async (client) => {
        const stream = streamOf(client);
        let bytes = 0;
        const onData = (chunk: Buffer) => {
          bytes += chunk.length;
          try {
            // A subscription reads for each message anew, on nobody's budget.
            hold?.add(chunk.length);
            if (Math.max(bytes, hold?.bytes ?? 0) > largestAnswer) throw tooLarge();
          } catch (error) {
            refusal ??= error;
            stream?.destroy(error instanceof Error ? error : undefined);
          }
        };
        stream?.on("data", onData);
        try {
          return await work(client);
        } finally {
          stream?.off("data", onData);
        }
      });
    } catch (error) {
      // The connection says only that it is gone.
      throw refusal ?? error;
    }
  };
  if (inner.release) counting.release = inner.release;
  return counting;
}

export function tooLarge(): RefluxError {
  return new RefluxError("RFL05", `the answer is larger than ${largestAnswer} bytes`, {
    detail: { limit: largestAnswer },
    hint: "ask for fewer whole values at once, or for their previews",
  });
}

/** The socket under a client of the pool, which has no name in the driver's types. */
function streamOf(client: PgClient): Socket | undefined {
  const raw: unknown = Reflect.get(client, "rawClient");
  const connection: unknown = typeof raw === "object" && raw ? Reflect.get(raw, "connection") : undefined;
  const stream: unknown =
    typeof connection === "object" && connection ? Reflect.get(connection, "stream") : undefined;
  return stream instanceof Socket ? stream : undefined;
}
