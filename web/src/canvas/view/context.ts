import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import type { StepState } from "../../ui/feedback/states.ts";
import type { Editor, EditorState } from "../state/editor.ts";
import type { LiveRun, LiveStep } from "../state/live.ts";
import type { Ghosts } from "./decorate.ts";

/** What is laid over the flow: nothing but problems while editing, a run, or another version. */
export type Overlay =
  | { readonly kind: "edit" }
  /** `tried`: pinned outputs stood in for steps. A run of a version ignores them, and then no card shows one. */
  | { readonly kind: "run"; readonly live: LiveRun; readonly tried?: boolean }
  | { readonly kind: "diff"; readonly ghosts: Ghosts };

export interface CanvasScope {
  readonly editor: Editor;
  readonly overlay: Overlay;
}

/** Constant while a canvas is mounted, so that it never makes a card draw again. */
export const CanvasContext = createContext<CanvasScope | null>(null);

export function useCanvas(): CanvasScope {
  const scope = useContext(CanvasContext);
  if (!scope) throw new Error("This belongs inside a Canvas.");
  return scope;
}

export function useEditor<T>(select: (state: EditorState) => T): T {
  return useStore(useCanvas().editor.store, select);
}

/** The state of one step in the run shown, and nothing else: other steps' events pass it by. */
export function useLiveStep(key: string): LiveStep | undefined {
  const { overlay } = useCanvas();
  const live = overlay.kind === "run" ? overlay.live : undefined;
  const subscribe = useCallback(
    (listener: () => void) => live?.subscribe(key, listener) ?? (() => {}),
    [live, key],
  );
  return useSyncExternalStore(subscribe, () => live?.get(key));
}

export function useSlowest(): number {
  const { overlay } = useCanvas();
  const live = overlay.kind === "run" ? overlay.live : undefined;
  const subscribe = useCallback(
    (listener: () => void) => live?.subscribeSlowest(listener) ?? (() => {}),
    [live],
  );
  return useSyncExternalStore(subscribe, () => live?.slowest() ?? 0);
}

const urgency: readonly StepState[] = [
  "failed",
  "running",
  "ready",
  "sleeping",
  "waiting",
  "cancelled",
  "succeeded",
  "skipped",
];

/** How many of some steps are in which state, the most urgent first; drawn again only when a number changes. */
export function useLiveTally(keys: readonly string[]): readonly (readonly [StepState, number])[] {
  const { overlay } = useCanvas();
  const live = overlay.kind === "run" ? overlay.live : undefined;
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = keys.map((key) => live?.subscribe(key, listener));
      return () => {
        for (const stop of stops) stop?.();
      };
    },
    [live, keys],
  );
  const counts = useSyncExternalStore(subscribe, () =>
    urgency
      .map((state) => keys.filter((key) => (live?.get(key)?.state ?? "waiting") === state).length)
      .join(),
  );
  return counts.split(",").flatMap((count, index) => {
    const state = urgency[index];
    return state === undefined || count === "0" ? [] : [[state, Number(count)] as const];
  });
}
