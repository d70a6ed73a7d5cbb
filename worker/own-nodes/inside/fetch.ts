import { isNodeError } from "#nodes/sdk/index.ts";
import type { Head } from "../messages.ts";
import type { Calls } from "./calls.ts";

const BODILESS = new Set([101, 204, 205, 304]);

/** `fetch` of the platform, whose every byte goes through the worker. */
export function createFetch(id: number, calls: Calls): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const { call, answer } = calls.ask(
      id,
      {
        does: "fetch",
        url: request.url,
        method: request.method,
        headers: [...request.headers],
        redirect: request.redirect,
        body: body !== undefined,
      },
      body,
    );
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => {
      calls.ask(id, { does: "drop", of: call });
      aborted.reject(request.signal.reason);
    };
    request.signal.addEventListener("abort", onAbort, { once: true });
    aborted.promise.catch(() => undefined);
    const { value } = await Promise.race([answer, aborted.promise]).catch((error: unknown) => {
      if (isNodeError(error) || request.signal.aborted) throw error;
      throw new TypeError("fetch failed", { cause: error instanceof Error ? (error.cause ?? error) : error });
    });
    return responseOf(id, call, value as Head, calls, aborted.promise);
  };
}

function responseOf(id: number, call: number, head: Head, calls: Calls, aborted: Promise<never>): Response {
  const { status, statusText, headers, url, redirected } = head;
  const stream =
    head.body && !BODILESS.has(status)
      ? new ReadableStream<Uint8Array>(
          {
            start: (controller) => void aborted.catch((reason: unknown) => controller.error(reason)),
            pull: async (controller) => {
              const { bytes } = await Promise.race([
                calls.ask(id, { does: "read", of: call }).answer,
                aborted,
              ]);
              if (bytes.byteLength === 0) controller.close();
              else controller.enqueue(new Uint8Array(bytes));
            },
            cancel: () => void calls.ask(id, { does: "drop", of: call }),
          },
          { highWaterMark: 0 },
        )
      : null;
  const response = new Response(stream, {
    status,
    statusText,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });
}
