import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

const moves = ["wheel", "touchmove", "pointerdown"] as const;

/** Scrolls to the row that is chosen, and stays with it while rows come before it, until the reader scrolls away. */
export function useKeptInView(
  virtual: Virtualizer<HTMLDivElement, Element>,
  index: number,
  key: string | null,
): void {
  const shown = useRef<{ readonly key: string | null; stay: "center" | "auto" | "left" }>({
    key: null,
    stay: "center",
  });
  const scroller = virtual.scrollElement;
  useEffect(() => {
    const leave = () => {
      shown.current.stay = "left";
    };
    for (const move of moves) scroller?.addEventListener(move, leave, { passive: true });
    return () => {
      for (const move of moves) scroller?.removeEventListener(move, leave);
    };
  }, [scroller]);
  useEffect(() => {
    if (index === -1) return;
    const { key: before } = shown.current;
    // What is chosen on arrival is brought to the middle; what the reader chooses is moved no more than it takes.
    if (before !== key) shown.current = { key, stay: before === null ? "center" : "auto" };
    const { stay } = shown.current;
    if (stay !== "left") virtual.scrollToIndex(index, { align: stay });
  }, [virtual, index, key]);
}
