import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import styles from "./Split.module.css";

export interface SplitProps {
  /** The width is remembered under this name. */
  readonly name: string;
  readonly children: ReactNode;
  /** The panel at the end. Nothing: the children have all the room. */
  readonly aside?: ReactNode;
  readonly label: string;
  readonly initial?: number;
  readonly min?: number;
  readonly max?: number;
}

const STEP = 16;

/**
 * Content with a panel beside it. The divider moves by pointer and by arrow keys; a double click puts it back.
 * Where there is no room for two, the panel lies on top.
 */
export function Split({ name, children, aside, label, initial = 420, min = 280, max = 900 }: SplitProps) {
  const root = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(() => recall(name) ?? initial);
  const clamp = (next: number) => Math.round(Math.min(max, Math.max(min, next)));
  const change = (next: number) => {
    setSize(clamp(next));
    remember(name, clamp(next));
  };

  function drag(event: PointerEvent<HTMLDivElement>) {
    const box = root.current?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const rtl = getComputedStyle(event.currentTarget).direction === "rtl";
    setSize(clamp(rtl ? event.clientX - box.left : box.right - event.clientX));
  }

  return (
    <div
      ref={root}
      className={`flex shrinks-y full-height relative ${styles.split}`}
      style={{ "--aside": `${size}px` }}
    >
      <div className="stack grow shrinks-y">{children}</div>
      {aside && (
        <>
          <div
            className={styles.divider}
            role="separator"
            aria-orientation="vertical"
            aria-label={`Width of ${label}`}
            aria-valuenow={size}
            aria-valuemin={min}
            aria-valuemax={max}
            tabIndex={0}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            onPointerUp={() => remember(name, size)}
            onDoubleClick={() => change(initial)}
            onKeyDown={(event) => {
              if (event.key === "ArrowLeft") change(size + STEP);
              else if (event.key === "ArrowRight") change(size - STEP);
              else if (event.key === "Home") change(max);
              else if (event.key === "End") change(min);
              else return;
              event.preventDefault();
            }}
          />
          <aside className={styles.aside} aria-label={label}>
            {aside}
          </aside>
        </>
      )}
    </div>
  );
}

function recall(name: string): number | undefined {
  try {
    const stored = Number(localStorage.getItem(`reflux.split.${name}`));
    return stored > 0 ? stored : undefined;
  } catch {
    return undefined;
  }
}

function remember(name: string, size: number) {
  try {
    localStorage.setItem(`reflux.split.${name}`, String(size));
  } catch {
    // Without storage the width lasts as long as the page.
  }
}
