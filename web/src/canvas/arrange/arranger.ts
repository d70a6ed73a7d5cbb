import type { Arranged, ArrangeRequest } from "./arrange.ts";
import type { WorkerReply } from "./worker.ts";

/** Arranges off the main thread. A new request cancels the one under way, since nobody waits for it any more. */
export interface Arranger {
  arrange(request: ArrangeRequest, signal?: AbortSignal): Promise<Arranged>;
  dispose(): void;
}

/** Below this a worker's round trip costs more than the work. */
const worthAWorker = 40;
const deadline = 30_000;

export function createArranger(startWorker: (() => Worker) | undefined = defaultWorker()): Arranger {
  let worker: Worker | undefined;
  let cancel: (() => void) | undefined;
  let nextId = 1;

  const stop = () => {
    cancel?.();
    cancel = undefined;
  };

  async function run(request: ArrangeRequest, signal?: AbortSignal): Promise<Arranged> {
    signal?.throwIfAborted();
    stop();
    if (!startWorker || request.boxes.length < worthAWorker) {
      // Loaded when first needed: dagre is a fifth of the canvas's code.
      const { arrange } = await import("./arrange.ts");
      signal?.throwIfAborted();
      return arrange(request);
    }
    worker ??= startWorker();
    const active = worker;
    const id = nextId;
    nextId += 1;
    const done = new AbortController();
    const listen = { signal: done.signal };
    let abort = () => {};
    const result = new Promise<Arranged>((resolve, reject) => {
      // Dagre cannot be interrupted, so cancelling ends the worker; the next request starts a new one.
      abort = () => {
        active.terminate();
        if (worker === active) worker = undefined;
        reject(new DOMException("The arranging was cancelled.", "AbortError"));
      };
      const answer = ({ data }: MessageEvent<WorkerReply>) => {
        if (data.id !== id) return;
        if ("places" in data) resolve(data.places);
        else reject(new Error(data.error));
      };
      active.addEventListener("message", answer, listen);
      active.addEventListener("error", (event) => reject(new Error(event.message)), listen);
    });
    const timer = setTimeout(abort, deadline);
    signal?.addEventListener("abort", abort, listen);
    cancel = abort;
    active.postMessage({ id, request });
    try {
      return await result;
    } finally {
      clearTimeout(timer);
      done.abort();
      if (cancel === abort) cancel = undefined;
    }
  }

  return {
    arrange: run,
    dispose() {
      stop();
      worker?.terminate();
      worker = undefined;
    },
  };
}

/** None where there are no workers, as in tests: then the work is done in place. */
function defaultWorker(): (() => Worker) | undefined {
  if (typeof Worker === "undefined") return undefined;
  return () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "arrange" });
}
