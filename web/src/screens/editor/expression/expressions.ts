/**
 * The language of `{{ }}` beside the page. Whatever is written, the page stays free: expressions are read and evaluated
 * in a worker, one at a time, and a worker that does not answer in time is ended. The next request starts another.
 */
import type { Json } from "#language/flow/document.ts";
import type { Evaluation, ExpressionProblem, Reply, Request, Scope } from "./protocol.ts";

export interface Expressions {
  /** The problems of each; undefined when reading took too long. */
  read(sources: readonly string[]): Promise<readonly (readonly ExpressionProblem[])[] | undefined>;
  /** `facts`: what a run that was cannot tell stays as it is written. */
  evaluate(value: Json, scope: Scope, signal?: AbortSignal, facts?: boolean): Promise<Evaluation>;
}

/** What is needed of a Worker. */
export interface Thread extends Pick<EventTarget, "addEventListener"> {
  postMessage(message: Request): void;
  terminate(): void;
}

export interface ExpressionsOptions {
  readonly start?: () => Thread;
  /** For one request, once the worker is there. */
  readonly deadlineMs?: number;
  readonly loadMs?: number;
  /** A worker that nobody asks is ended. */
  readonly idleMs?: number;
}

export function createExpressions(options: ExpressionsOptions = {}): Expressions {
  const { start = startWorker, deadlineMs = 1_000, loadMs = 20_000, idleMs = 30_000 } = options;
  let worker: Thread | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function end(): void {
    worker?.terminate();
    worker = undefined;
  }

  async function ask(request: Request): Promise<Reply | undefined> {
    clearTimeout(idle);
    if (!worker) {
      worker = start();
      if (!(await next(worker, loadMs))) {
        end();
        throw new Error("The reader of expressions could not be loaded.");
      }
    }
    const reply = next(worker, deadlineMs);
    worker.postMessage(request);
    const said = await reply;
    if (said) idle = setTimeout(end, idleMs);
    else end();
    return said;
  }

  /** One after the other, so that each has the worker, and the time, to itself. */
  async function inTurn(request: Request, signal?: AbortSignal): Promise<Reply | undefined> {
    const turn = last.then(async () => {
      signal?.throwIfAborted();
      return ask(request);
    });
    last = turn.catch(() => {});
    return turn;
  }

  return {
    async read(sources) {
      const reply = await inTurn({ ask: "read", sources });
      return reply?.said === "read" ? reply.problems : undefined;
    },
    async evaluate(value, scope, signal, facts = false) {
      const template = JSON.stringify({ value, scope, facts });
      const reply = await inTurn({ ask: "evaluate", template }, signal);
      return reply?.said === "evaluated" ? reply.evaluation : { problem: tooLate(deadlineMs) };
    },
  };
}

/** The one of this page. */
export const expressions = createExpressions();

function startWorker(): Thread {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "expressions" });
}

/** What the worker says next; undefined when it breaks or the time is up. */
async function next(worker: Thread, milliseconds: number): Promise<Reply | undefined> {
  const done = new AbortController();
  const listen = { signal: done.signal };
  const { promise, resolve } = Promise.withResolvers<Reply | undefined>();
  const timer = setTimeout(resolve, milliseconds, undefined);
  const hear = (event: Event) => resolve(event instanceof MessageEvent ? (event.data as Reply) : undefined);
  // Both ends are built together, so what comes is a reply.
  worker.addEventListener("message", hear, listen);
  worker.addEventListener("error", () => resolve(undefined), listen);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    done.abort();
  }
}

function tooLate(milliseconds: number): ExpressionProblem {
  const hint = "Look for a loop without an end, or split the work over steps.";
  return { code: "RFT06", message: `the expression took longer than ${milliseconds} ms`, hint };
}
