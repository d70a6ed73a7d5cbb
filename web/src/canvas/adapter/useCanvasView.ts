import { useReactFlow, useStoreApi } from "@xyflow/react";
import { type RefObject, useMemo } from "react";
import { focused, isTyping } from "../../ui/typing.ts";
import { stepHeight, stepWidth } from "../arrange/geometry.ts";
import type { CanvasView } from "../state/command.ts";
import { useCanvas } from "../view/context.ts";
import { useShow } from "./useShow.ts";

/** The mounted canvas, as commands see it. Moves glide, unless the reader prefers that nothing does. */
export function useCanvasView(stage: RefObject<HTMLElement | null>): CanvasView {
  const flow = useReactFlow();
  const store = useStoreApi();
  const { editor } = useCanvas();
  const show = useShow();
  return useMemo(() => {
    const settle = (promise: Promise<boolean>) => void promise.catch(() => false);
    const room = () => {
      const { width, height, transform } = store.getState();
      return { width, height, x: transform[0], y: transform[1], zoom: transform[2] };
    };
    return {
      hasFocus: () => hasFocus(stage.current),
      isTyping: () => isTyping(focused()),
      enter: () => store.getState().domNode?.focus(),
      focus: () => {
        if (!hasFocus(stage.current)) store.getState().domNode?.focus();
      },
      fit: () => show(undefined, undefined, glide()),
      fitSteps: (keys) => show(keys, undefined, glide()),
      reveal: (what) => {
        const at = typeof what === "string" ? editor.store.getState().places.get(what) : what;
        if (!at) return;
        const { width, height, x, y, zoom } = room();
        const left = at.x * zoom + x;
        const top = at.y * zoom + y;
        const margin = 40;
        const seen =
          left > margin &&
          top > margin &&
          left + stepWidth * zoom < width - margin &&
          top + stepHeight * zoom < height - margin;
        if (seen) return;
        settle(flow.setCenter(at.x + stepWidth / 2, at.y + stepHeight / 2, { zoom, duration: glide() }));
      },
      zoom: (by) => settle(by > 0 ? flow.zoomIn({ duration: glide() }) : flow.zoomOut({ duration: glide() })),
      centre: () => {
        const { width, height, x, y, zoom } = room();
        return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
      },
    };
  }, [flow, store, editor, stage, show]);
}

function hasFocus(element: HTMLElement | null): boolean {
  return element?.contains(document.activeElement) ?? false;
}

function glide(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 180;
}
