import { useState } from "react";
import { equalJson } from "#language/equal.ts";

/**
 * The text of a value, as it is typed. It is written anew only when the value becomes another than the text says, by undo
 * or elsewhere; so `1.0` may become `1.05`, and no brackets move while they are written.
 */
export function useDraft(value: unknown, print: (value: unknown) => string) {
  const [draft, setDraft] = useState(() => ({ text: print(value), value }));
  // Emptied, an item of a list is null.
  const stands = equalJson(draft.value, value) || (draft.value === undefined && value === null);
  return [
    stands ? draft.text : print(value),
    (text: string, value: unknown) => setDraft({ text, value }),
  ] as const;
}
