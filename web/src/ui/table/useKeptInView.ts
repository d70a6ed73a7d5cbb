import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

const moves = ["wheel", "touchmove", "pointerdown"] as const;

/** Scrolls to the row that is chosen, and stays with it while rows come before it, until the reader scrolls away. */
export function useKeptInView(
  virtual: Virtualizer<HTMLDivElement, Element>,
  index: number,
  key: string | null,
): void {
  const shown = useRef<{ readonly key: string | null; left: boolean }>({ key: null, left: false });
  const scroller = virtual.scrollElement;
  useEffect(() => {
    const leave = () => {
      shown.current.left = true;
    };
    for (const move of moves) scroller?.addEventListener(move, leave, { passive: true });
    return () => {
      for (const move of moves) scroller?.removeEventListener(move, leave);
    };
  }, [scroller]);
  useEffect(() => {
    if (index === -1) return;
    const arrives = shown.current.key === null;
    if (shown.current.key !== key) shown.current = { key, left: false };
    if (!shown.current.left) virtual.scrollToIndex(index, { align: arrives ? "center" : "auto" });
  }, [virtual, index, key]);
}
