/** Who is signed in here, as the server told at the door. */
import { type Right, refusalOf, type Who } from "./rights.ts";

let current: Who | undefined;
const listeners = new Set<() => void>();

export const who = (): Who | undefined => current;

export function keepWho(next: Who | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

export function onWho(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Why the one who is signed in may not; nothing when they may. */
export const refusal = (right: Right): string | undefined => refusalOf(right, current);
