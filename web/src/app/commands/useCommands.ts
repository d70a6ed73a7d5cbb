import { useEffect, useSyncExternalStore } from "react";
import { type Command, commands, register, subscribeCommands } from "./registry.ts";

/**
 * While the component is there. The list is a value: make it with useMemo, of what its commands need.
 * `useCommands(useMemo(() => [{ id: "run.pause", …, run: () => pause(id) }], [id]))`
 */
export function useCommands(list: readonly Command[]): void {
  useEffect(() => register(list), [list]);
}

export function useCommandList(): readonly Command[] {
  return useSyncExternalStore(subscribeCommands, commands);
}
