import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { ChangeFeed } from "../data/change-feed.ts";
import { Live } from "../data/live.ts";
import { liveness } from "../data/liveness.ts";
import { Topic, type TopicActions } from "../data/topic.ts";
import type { Liveness } from "../ui/feedback/LivePill.tsx";
import { sayProblem } from "../ui/overlay/toast.ts";
import { useClock } from "../ui/time/clock.ts";

interface Stream {
  readonly live: Live;
  readonly feed: ChangeFeed;
}

const LiveContext = createContext<Stream | null>(null);

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [stream] = useState(
    (): Stream => ({
      live: new Live(`${location.origin.replace(/^http/, "ws")}/graphql`),
      feed: new ChangeFeed(),
    }),
  );
  useEffect(() => stream.feed.start(stream.live, sayProblem), [stream]);
  useEffect(() => {
    const stop = new AbortController();
    const retry = () => !document.hidden && stream.live.retry();
    addEventListener("online", retry, { signal: stop.signal });
    document.addEventListener("visibilitychange", retry, { signal: stop.signal });
    return () => stop.abort();
  }, [stream]);
  return <LiveContext value={stream}>{children}</LiveContext>;
}

export function useLive(): Live {
  return useStream().live;
}

export const useFeed = (): ChangeFeed => useStream().feed;

export function useLiveness(): Liveness {
  const live = useLive();
  const facts = useSyncExternalStore(live.listen, live.facts);
  const now = useClock(!facts.connected);
  return liveness(facts, now);
}

/**
 * Keeps a view true while it is on screen: reads everything once, then what changes, and everything again after a gap.
 * `name` tells views apart; a view of something else (another filter, another run) has another name.
 */
export function useTopic(name: string, actions: Pick<TopicActions, "refetch" | "fetch" | "failed">): void {
  const { live, feed } = useStream();
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const topic = new Topic({
      refetch: async (signal) => latest.current.refetch(signal),
      fetch: async (ids, signal) => latest.current.fetch(ids, signal),
      failed: (error) => latest.current.failed(error),
      level: (level) => live.tell({ kind: level ? "level" : "behind", topic: name }),
    });
    const leave = feed.add(topic);
    return () => {
      leave();
      topic[Symbol.dispose]();
      live.tell({ kind: "level", topic: name });
    };
  }, [name, live, feed]);
}

function useStream(): Stream {
  const stream = useContext(LiveContext);
  if (!stream) throw new Error("no LiveProvider above");
  return stream;
}
