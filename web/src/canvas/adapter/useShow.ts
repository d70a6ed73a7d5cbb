import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { topology } from "#language/flow/topology.ts";
import { type Box, bounds } from "../arrange/geometry.ts";
import { cardsOf } from "../arrange/request.ts";
import { readable, viewportFor } from "../arrange/viewport.ts";
import type { Editor } from "../state/editor.ts";
import { useCanvas, useEditor } from "../view/context.ts";

/** Moves the view to some steps, or to all there is; `floor` is the smallest zoom that is taken for it. */
export function useShow(): (keys?: readonly string[], floor?: number, duration?: number) => void {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  const { editor } = useCanvas();
  return useCallback(
    (keys, floor, duration = 0) => {
      const part = boundsOf(editor, keys);
      if (!part) return;
      const { flow, cursor } = editor.store.getState();
      const [first] = topology(flow).order;
      const at = cursor ?? first;
      const focus = (at !== undefined && boundsOf(editor, [at])) || part;
      const { width, height, minZoom } = store.getState();
      const next = viewportFor(part, focus, { width, height }, floor ?? minZoom);
      void setViewport(next, { duration }).catch(() => false);
    },
    [editor, setViewport, store],
  );
}

/**
 * The canvas as it opens, and whenever the store asks for that again: all of it where that can be read, else around what
 * is in focus. Until somebody moves it, presses on it or changes the flow, it stays so when a panel beside it comes or goes.
 */
export function useOpening() {
  const show = useShow();
  const fits = useEditor((state) => state.fits);
  const room = useStore(({ width, height, panZoom }) => (panZoom ? `${width} ${height}` : "0 0"));
  const flow = useEditor((state) => state.flow);
  const held = useRef({ fits: -1, flow });
  useEffect(() => {
    if (held.current.flow !== flow) held.current = { fits, flow };
  }, [fits, flow]);
  useEffect(() => {
    if (!/\b0\b/.test(room) && held.current.fits !== fits) show(undefined, readable);
  }, [show, room, fits]);
  const hold = (event: unknown) => {
    if (event) held.current = { fits, flow };
  };
  return { onMoveStart: hold, onPointerDown: hold };
}

function boundsOf({ store, catalogue }: Editor, keys?: readonly string[]): Box | undefined {
  const { flow, places } = store.getState();
  const cards = cardsOf(flow, places, catalogue);
  const steps = (keys ?? [...places.keys()]).flatMap((key) => cards.get(key) ?? []);
  const notes = keys ? [] : Object.values(flow.layout.notes);
  return bounds([...steps, ...notes.map(({ x, y, w, h }) => ({ x, y, width: w, height: h }))]);
}
