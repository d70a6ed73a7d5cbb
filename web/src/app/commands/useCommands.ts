import { useEffect, useMemo, useSyncExternalStore } from "react";
import { type Command, commands, register, subscribeCommands } from "./registry.ts";

/**
 * While the component is there. Commands name what they need in `deps`, as an effect does:
 * `useCommands(() => [{ id: "run.pause", …, run: () => pause(run.id) }], [run.id])`.
 */
export function useCommands(make: () => readonly Command[], deps: readonly unknown[]): void {
  // The list is a value of its dependencies, which the caller states.
  const made = useMemo(make, deps);
  useEffect(() => register(made), [made]);
}

export function useCommandList(): readonly Command[] {
  return useSyncExternalStore(subscribeCommands, commands);
}
