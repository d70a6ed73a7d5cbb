import { type PointerEvent, useRef } from "react";
import { formatCoarse, formatDuration } from "../time/duration.ts";
import { folds, type TimeScale, ticks } from "./scale.ts";
import type { Stretch } from "./span.ts";
import styles from "./Timeline.module.css";

export interface AxisProps {
  readonly scale: TimeScale;
  /** Where the scale begins, from the axis' own edge. */
  readonly inset: number;
  readonly stretch: Stretch | undefined;
  /** Both or neither: a part of the time can be drawn. */
  readonly onDrag?: (stretch: Stretch | undefined) => void;
  readonly onDrop?: (stretch: Stretch) => void;
}

/** Moments, and what is between them folded away. For eyes and pointers: keys do the same on the rows. */
export function Axis({ scale, inset, stretch, onDrag, onDrop }: AxisProps) {
  const start = useRef<number | undefined>(undefined);
  const at = (event: PointerEvent<HTMLElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - inset;
    return Math.min(scale.width, Math.max(0, x));
  };
  const drawn = (event: PointerEvent<HTMLElement>, from: number): Stretch => {
    const to = at(event);
    return { x: Math.min(from, to), width: Math.abs(to - from) };
  };
  const drag = onDrop && {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = at(event);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (start.current !== undefined) onDrag?.(drawn(event, start.current));
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (start.current !== undefined) onDrop(drawn(event, start.current));
      start.current = undefined;
    },
    onPointerCancel: () => {
      start.current = undefined;
      onDrag?.(undefined);
    },
  };
  return (
    <div className={styles.axis} aria-hidden="true" data-drawable={onDrop && ""} {...drag}>
      {stretch && (
        <span className={styles.stretch} style={{ insetInlineStart: stretch.x, inlineSize: stretch.width }} />
      )}
      {ticks(scale).map((tick) => (
        <span key={tick.x} className={styles.tick} style={{ insetInlineStart: tick.x }}>
          {tick.afterFold ? "+" : ""}
          {tick.offset === 0 ? "0" : formatDuration(tick.offset).replace(/\.0+(?= )/, "")}
        </span>
      ))}
      {folds(scale).map((piece) => (
        <span
          key={piece.start}
          className={styles.foldWord}
          style={{ insetInlineStart: piece.x, inlineSize: piece.width }}
          title={`${formatDuration(piece.end - piece.start)} in which nothing ran`}
        >
          {formatCoarse(piece.end - piece.start)}
        </span>
      ))}
    </div>
  );
}

/** What is not in the part that was chosen, on either side of it. */
export function Outside({ stretch }: { readonly stretch: Stretch }) {
  return (
    <>
      <span className={styles.outside} style={{ insetInlineStart: 0, inlineSize: stretch.x }} />
      <span
        className={styles.outside}
        style={{ insetInlineStart: stretch.x + stretch.width, insetInlineEnd: 0 }}
      />
    </>
  );
}
