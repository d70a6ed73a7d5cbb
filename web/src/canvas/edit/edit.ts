import type { Patch } from "#language/flow/patch.ts";

/** What a command gives: a patch, the words for "Undo …", and what should be selected or written in afterwards. */
export interface Edit {
  readonly label: string;
  readonly patch: Patch;
  readonly select?: readonly string[];
  readonly write?: string;
}

/** `3 steps`, `1 step`: for labels. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

export function theStep(keys: readonly string[]): string {
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? only : count(keys.length, "step");
}
