import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { Live } from "../data/live.ts";
import { liveness } from "../data/liveness.ts";
import type { Liveness } from "../ui/feedback/LivePill.tsx";
import { useClock } from "../ui/time/clock.ts";

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [live] = useState(() => new Live(`${location.origin.replace(/^http/, "ws")}/graphql`));
  useEffect(() => {
    const stop = new AbortController();
    const retry = () => !document.hidden && live.retry();
    addEventListener("online", retry, { signal: stop.signal });
    document.addEventListener("visibilitychange", retry, { signal: stop.signal });
    return () => stop.abort();
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("no LiveProvider above");
  return live;
}

export function useLiveness(): Liveness {
  const live = useLive();
  const facts = useSyncExternalStore(live.listen, live.facts);
  const now = useClock(!facts.connected);
  return liveness(facts, now);
}
