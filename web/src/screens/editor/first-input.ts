import { useMemo } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { initialValue, isSchema } from "../../ui/form/schema.ts";

/** What was run last, for as long as the page is open: one tries the same again after a change. */
const lastInputs = createStore<ReadonlyMap<string, unknown>>(() => new Map());

export function rememberInput(slug: string, input: unknown): void {
  lastInputs.setState((before) => new Map([...before, [slug, input]]), true);
}

/** What a run begins with until somebody says otherwise. */
export function useFirstInput(slug: string, schema: unknown): unknown {
  const last = useStore(lastInputs);
  return useMemo(() => {
    if (last.has(slug)) return last.get(slug);
    return isSchema(schema) && schema["type"] !== undefined ? initialValue(schema) : {};
  }, [last, slug, schema]);
}
