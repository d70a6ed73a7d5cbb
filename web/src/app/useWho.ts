import { useSyncExternalStore } from "react";
import { type Right, refusalOf, type Who } from "../data/rights.ts";
import { onWho, who } from "../data/who.ts";

export function useWho(): Who | undefined {
  return useSyncExternalStore(onWho, who);
}

/** For `blocked` of a button: why the one who is signed in may not press it. */
export function useRefusal(right: Right | undefined): string | undefined {
  const asks = useWho();
  return right && refusalOf(right, asks);
}
