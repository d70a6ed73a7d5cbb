import type { ChangesSubscription } from "../../generated/graphql.ts";
import type { LiveMessage } from "./sequence.ts";

/** Ids of runs that changed: the one stream that everything on screen is kept true by. */
export function toMessage({ changes: { seq, previous, runs, partial } }: ChangesSubscription): LiveMessage {
  return { seq: BigInt(seq), previous: BigInt(previous), ids: runs, partial };
}
