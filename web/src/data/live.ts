/**
 * One socket for all that is live. It comes back by itself, with growing waits; what was missed is then read again, by
 * each topic, from its query: the socket only ever says that something changed.
 */
import { type Client, createClient } from "graphql-ws";
import { backoff } from "./backoff.ts";
import { factsAfter, type LivenessEvent, type LivenessFacts, startingFacts } from "./liveness.ts";
import { ProblemError, problemOf } from "./problem.ts";
import { hashOf, type Operation } from "./request.ts";
import { dropToken, token } from "./token.ts";

export interface LiveSink<Result> {
  readonly next: (data: Result) => void;
  /** The stream is new: at first, and after each break. */
  readonly open: () => void;
  /** The server refused this subscription; it will not be asked again. */
  readonly refused: (problem: ProblemError) => void;
}

export class Live implements Disposable {
  #client: Client;
  #facts = startingFacts;
  #listeners = new Set<() => void>();
  #wake: (() => void) | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #heard = Date.now();

  constructor(url: string, { every, patience } = pulse) {
    this.#client = createClient({
      url,
      lazy: true,
      lazyCloseTimeout: 5_000,
      keepAlive: every,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: async (tries) => this.#pause(backoff(tries)),
      connectionParams: () => {
        const bearer = token();
        return bearer === null ? {} : { authorization: `Bearer ${bearer}` };
      },
      on: {
        connecting: () => this.#expectWord(patience),
        ping: (received) => received || this.#expectWord(patience),
        message: () => {
          this.#heard = Date.now();
          clearTimeout(this.#deadline);
        },
        connected: () => this.tell({ kind: "connected" }),
        closed: (event) => {
          clearTimeout(this.#deadline);
          this.tell({ kind: "lost", at: this.#heard });
          // The token was refused, revoked or has expired: the door asks for another.
          if (closeOf(event)?.code === UNAUTHORIZED) dropToken();
        },
      },
    });
  }

  /** Until the returned function is called. */
  subscribe<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    sink: LiveSink<Result>,
  ): () => void {
    const forget = this.#client.on("connected", () => sink.open());
    const stop = this.#client.subscribe<Result>(
      {
        // The protocol wants a text; the server takes the document of that hash.
        query: "",
        variables: Object.fromEntries(Object.entries(variables)),
        extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(operation) } },
      },
      {
        next: ({ data, errors }) => {
          if (errors?.[0]) sink.refused(new ProblemError(problemOf(errors[0])));
          else if (data) sink.next(data);
        },
        error: (error) => sink.refused(refusalOf(error)),
        complete: () => {},
      },
    );
    return () => {
      forget();
      stop();
    };
  }

  /** Try now: a person pressed the pill, the tab was opened again, or the network came back. */
  retry(): void {
    this.#wake?.();
  }

  tell(event: LivenessEvent): void {
    this.#facts = factsAfter(this.#facts, event);
    for (const listener of this.#listeners) listener();
  }

  facts = (): LivenessFacts => this.#facts;

  listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  [Symbol.dispose](): void {
    clearTimeout(this.#deadline);
    // A socket that was still being opened may fail, and then there is nobody to take leave of.
    Promise.resolve(this.#client.dispose()).catch(() => undefined);
  }

  /** A server that is frozen closes nothing: what does not answer in time is gone. */
  #expectWord(patience: number): void {
    const due = Date.now() + patience;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      // Late is this page: it was busy or asleep, and what was said meanwhile is heard next.
      if (Date.now() - due > patience / 2) this.#expectWord(patience);
      else this.#client.terminate();
    }, patience);
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}

/** How often the server is asked for a sign of life, and how long it may take: told within five seconds. */
const pulse = { every: 1_500, patience: 2_500 };

const UNAUTHORIZED = 4401;

/** Errors of the operation, or the reason with which the server closed the socket for good: `RFP01 the token …`. */
function refusalOf(error: unknown): ProblemError {
  const close = closeOf(error);
  if (!close) return new ProblemError(problemOf(Array.isArray(error) ? error[0] : error), error);
  const [, code = "unknown", message = close.reason] = /^(RF[A-Z]\d\d) (.+)$/.exec(close.reason) ?? [];
  return new ProblemError(
    { code, message: message || `The server closed the connection (${close.code})` },
    error,
  );
}

function closeOf(event: unknown): { readonly code: number; readonly reason: string } | undefined {
  if (typeof event !== "object" || event === null || !("code" in event) || !("reason" in event))
    return undefined;
  const { code, reason } = event;
  return typeof code === "number" ? { code, reason: String(reason) } : undefined;
}
