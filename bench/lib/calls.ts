/**
 * Calls between the bench and the processes it measures: a method, parameters, an answer. Every measured system runs
 * in a process of its own, ours and the peers' alike, so that none has the event loop to itself.
 */
export type Call = { readonly id: number; readonly method: string; readonly params: unknown };
export type Reply = { readonly id: number; readonly result?: unknown; readonly error?: string };
export type Handlers = { readonly [method: string]: (params: never) => Promise<unknown> };

/** In the child: answers calls until the parent hangs up, then stops. */
export function serveCalls(handlers: Handlers, stop: () => Promise<void>): void {
  const send = (reply: Reply) => process.send?.(reply);
  process.on("message", ({ id, method, params }: Call) => {
    const handler = handlers[method];
    const answer = handler ? handler(params as never) : Promise.reject(new Error(`no method ${method}`));
    answer.then(
      (result) => send({ id, result }),
      (error: unknown) =>
        send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on("disconnect", () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  send({ id: 0 });
}
