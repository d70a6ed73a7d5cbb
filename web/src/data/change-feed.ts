import { ChangesDocument } from "../../generated/graphql.ts";
import { toMessage } from "./changes.ts";
import type { Live } from "./live.ts";
import type { ProblemError } from "./problem.ts";
import type { Topic } from "./topic.ts";

/**
 * One subscription for all views: each of them is a topic with its own idea of what it has seen. It is open for as long
 * as the app is, so that the pill tells of the connection also where nothing is live.
 */
export class ChangeFeed {
  readonly #topics = new Set<Topic>();

  /** Until the returned function is called. */
  start(live: Live, refused: (problem: ProblemError) => void): () => void {
    return live.subscribe(
      ChangesDocument,
      {},
      {
        next: (data) => {
          const message = toMessage(data);
          for (const topic of this.#topics) topic.message(message);
        },
        open: () => this.again(),
        refused,
      },
    );
  }

  /** Everything is read again: after a break, or when a person asks for it. */
  again(): void {
    for (const topic of this.#topics) topic.open();
  }

  /** Until the returned function is called. The topic reads everything first, whether or not the stream is there. */
  add(topic: Topic): () => void {
    this.#topics.add(topic);
    topic.open();
    return () => void this.#topics.delete(topic);
  }
}
