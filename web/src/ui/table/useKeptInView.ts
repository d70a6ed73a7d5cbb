import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

/** Scrolls to the row that is chosen, and stays with it while rows come before it, unless the reader has left it. */
export function useKeptInView(
  virtual: Virtualizer<HTMLDivElement, Element>,
  index: number,
  key: string | null,
): void {
  const shown = useRef<{ readonly key: string | null; readonly index: number }>({ key: null, index: -1 });
  useEffect(() => {
    const { key: before, index: was } = shown.current;
    if (index === -1) return;
    shown.current = { key, index };
    const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
    const left = before === key && (was < startIndex || was > endIndex);
    if (!left && (before !== key || was !== index))
      virtual.scrollToIndex(index, { align: before === null ? "center" : "auto" });
  }, [virtual, index, key]);
}
