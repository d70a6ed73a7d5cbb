/** Runs in a web worker: one request in, its places out. The page ends the worker to cancel. */
import { type Arranged, type ArrangeRequest, arrange } from "./arrange.ts";

export type WorkerReply =
  | { readonly id: number; readonly places: Arranged }
  | { readonly id: number; readonly error: string };

self.addEventListener("message", (event: MessageEvent<{ id: number; request: ArrangeRequest }>) => {
  const { id, request } = event.data;
  try {
    reply({ id, places: arrange(request) });
  } catch (error) {
    reply({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

function reply(message: WorkerReply): void {
  self.postMessage(message);
}
