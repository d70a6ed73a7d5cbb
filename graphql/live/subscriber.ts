import type { GrafastSubscriber } from "postgraphile/grafast";
import { RefluxError } from "#db/errors.ts";
import type { Principal } from "../auth/principal.ts";
import { ChangeStream, type LiveMessage } from "./change-stream.ts";
import type { Change, Feed } from "./feed.ts";
import type { Reach } from "./reach.ts";

/** Topics: `all`, or `run:` and an id. */
export type LiveSubscriber = GrafastSubscriber<Record<string, LiveMessage>>;

export type LiveParts = { readonly feed: Feed; readonly reach: Reach };

/** The changes that one principal may hear of. Judged here, because a notification knows no row-level security. */
export function createSubscriber({ feed, reach }: LiveParts, principal: Principal): LiveSubscriber {
  return {
    async subscribe(topic) {
      if (topic === "all") return await openStream(feed, (change) => seenBy(reach, principal, change));
      const run = topic.slice("run:".length);
      if (!(await reach.sees(principal, run))) {
        throw new RefluxError("RFN02", `no run ${run}`, { hint: "See reflux.runs." });
      }
      // The first message is for the run as it is, whether or not it changed.
      return await openStream(feed, (change, isFirst) => about(run, change, isFirst));
    },
  };
}

/** What a subscriber is told of a change; undefined when it is none of their business. */
type Narrow = (change: Change, isFirst: boolean) => Promise<Change | undefined>;

async function seenBy(reach: Reach, principal: Principal, change: Change): Promise<Change | undefined> {
  const runs = await reach.visible(principal, change.runs);
  if (runs.length === 0 && !change.partial) return undefined;
  return { ...change, runs, finished: change.finished.filter((run) => runs.includes(run)) };
}

async function about(run: string, change: Change, always: boolean): Promise<Change | undefined> {
  if (!always && !change.partial && !change.runs.includes(run)) return undefined;
  return { ...change, runs: [run], finished: change.finished.filter((id) => id === run), partial: false };
}

async function openStream(feed: Feed, narrow: Narrow): Promise<ChangeStream> {
  // Narrowing may ask the database: one after the other keeps the order in which changes were heard.
  let tail = Promise.resolve();
  const early: Change[] = [];
  let deliver = (change: Change): void => {
    early.push(change);
  };
  const stop = feed.onChange((change) => {
    tail = tail.then(async () => {
      const narrowed = await narrow(change, false).catch(() => unnamed(change));
      if (narrowed) deliver(narrowed);
    });
  });
  try {
    const { change, previous } = feed.recent();
    const first = (await narrow(change, true)) ?? { ...change, runs: [], finished: [] };
    const stream = new ChangeStream({ first: { change: first, previous }, onEnd: stop });
    deliver = (next) => stream.push(next);
    for (const next of early) stream.push(next);
    return stream;
  } catch (error) {
    stop();
    throw error;
  }
}

/** When it cannot be known what of a change may be named: that something changed may be said. */
function unnamed(change: Change): Change {
  return { ...change, runs: [], finished: [], partial: true };
}
