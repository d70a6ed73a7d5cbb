import type { MiniMapNodeProps } from "@xyflow/react";
import { memo } from "react";
import { cx } from "../../ui/cx.ts";
import styles from "../view/Canvas.module.css";
import { useCanvas, useLiveStep } from "../view/context.ts";

/** A step in the small: its state in a run, what became of it in a diff. */
export const MiniMapCard = memo(function MiniMapCard({
  id,
  x,
  y,
  width,
  height,
  selected,
}: MiniMapNodeProps) {
  const { overlay } = useCanvas();
  const state = useLiveStep(id)?.state;
  const change = overlay.kind === "diff" ? overlay.ghosts.steps.get(id) : undefined;
  if (id.startsWith("note:")) return null;
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={12}
      className={cx(
        styles.mapCard,
        id.startsWith("group:") && styles.mapGroup,
        selected && styles.mapSelected,
      )}
      data-state={state}
      data-change={change}
    />
  );
});
