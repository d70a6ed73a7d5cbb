import { toMessage } from "./changes.ts";
import { ChangesDocument } from "./generated/graphql.ts";
import type { Live } from "./live.ts";
import type { ProblemError } from "./problem.ts";
import type { Topic } from "./topic.ts";

/** One subscription for all views: each of them is a topic with its own idea of what it has seen. */
export class ChangeFeed {
  readonly #live: Live;
  readonly #topics = new Set<Topic>();
  readonly #refused: (problem: ProblemError) => void;
  #stop: (() => void) | undefined;

  constructor(live: Live, refused: (problem: ProblemError) => void) {
    this.#live = live;
    this.#refused = refused;
  }

  /** Until the returned function is called. The topic reads everything first, whether or not the stream is there. */
  add(topic: Topic): () => void {
    this.#topics.add(topic);
    topic.open();
    this.#stop ??= this.#live.subscribe(
      ChangesDocument,
      {},
      {
        next: (data) => {
          const message = toMessage(data);
          for (const one of this.#topics) one.message(message);
        },
        open: () => {
          for (const one of this.#topics) one.open();
        },
        refused: this.#refused,
      },
    );
    return () => {
      this.#topics.delete(topic);
      if (this.#topics.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }
}
