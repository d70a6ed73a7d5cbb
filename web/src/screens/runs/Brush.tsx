import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { Button } from "../../ui/controls/Button.tsx";
import { Select } from "../../ui/controls/Select.tsx";
import { cx } from "../../ui/cx.ts";
import { usePreferences } from "../../ui/preferences.ts";
import { formatClock, formatDate } from "../../ui/time/time.ts";
import styles from "./Brush.module.css";
import { type Bucket, totalOf } from "./buckets.ts";

export interface BrushProps {
  readonly buckets: readonly Bucket[];
  /** The range shown, as the address has it. */
  readonly range: string;
  /** True while a part of time was dragged out. */
  readonly fixed: boolean;
  readonly onRange: (range: string) => void;
  readonly onSelect: (from: number, to: number) => void;
}

const ranges = [
  { value: "15m", label: "Last 15 minutes" },
  { value: "1h", label: "Last hour" },
  { value: "6h", label: "Last 6 hours" },
  { value: "24h", label: "Last day" },
  { value: "7d", label: "Last week" },
  { value: "30d", label: "Last 30 days" },
];
const HEIGHT = 36;

/** Runs over time by outcome. Drag over it, or move with the arrow keys and Shift, to look at a part. */
export function Brush({ buckets, range, fixed, onRange, onSelect }: BrushProps) {
  const { zone } = usePreferences();
  const [span, setSpan] = useState<readonly [number, number]>();
  const start = useRef<number | undefined>(undefined);
  const peak = Math.max(1, ...buckets.map(totalOf));
  const height = (count: number) => (count === 0 ? 0 : Math.max(2, Math.sqrt(count / peak) * HEIGHT));
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return clamp(Math.floor(((event.clientX - box.left) / box.width) * buckets.length), buckets.length);
  };
  const take = (part: readonly [number, number] | undefined) => {
    const [a, b] = part ? [Math.min(...part), Math.max(...part)] : [0, -1];
    const [from, to] = [buckets[a]?.from, buckets[b]?.to];
    if (from !== undefined && to !== undefined) onSelect(from, to);
    setSpan(undefined);
  };

  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const [from, to] = span ?? [buckets.length, buckets.length];
    if (by !== undefined) {
      const next = clamp(to + by, buckets.length);
      setSpan(event.shiftKey ? [clamp(from, buckets.length), next] : [next, next]);
    } else if (event.key === "Enter" && span) take(span);
    else if (event.key === "Escape" && span) setSpan(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const [low, high] = span ? [Math.min(...span), Math.max(...span)] : [0, -1];
  const first = buckets[span ? low : 0];
  const last = buckets[span ? high : buckets.length - 1];
  const shown = span ? buckets.slice(low, high + 1) : buckets;
  const count = shown.reduce((sum, bucket) => sum + totalOf(bucket), 0);
  const failures = shown.reduce((sum, bucket) => sum + bucket.failed, 0);
  const words = first && last ? `${moment(first.from)} to ${moment(last.to)}` : "";

  function moment(time: number) {
    const long = buckets.length > 0 && (buckets.at(-1)?.to ?? 0) - (buckets[0]?.from ?? 0) >= 86_000_000;
    return long ? formatDate(time, zone) : formatClock(time, zone);
  }

  return (
    <section className={styles.brush} aria-label="Runs over time">
      <div
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label="Part of time. Arrow keys move, with Shift they extend, Enter looks at it"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, buckets.length - 1)}
        aria-valuenow={span ? high : Math.max(0, buckets.length - 1)}
        aria-valuetext={`${words}: ${count} runs, ${failures} failed`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (buckets.length === 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = at(event);
          setSpan([start.current, start.current]);
        }}
        onPointerMove={(event) => start.current !== undefined && setSpan([start.current, at(event)])}
        onPointerUp={() => {
          if (start.current === undefined) return;
          start.current = undefined;
          take(span);
        }}
        onPointerCancel={() => {
          start.current = undefined;
          setSpan(undefined);
        }}
      >
        {buckets.map((bucket, index) => (
          <span
            key={index}
            className={cx(styles.bar, span && (index < low || index > high) && styles.aside)}
            title={`${moment(bucket.from)}: ${totalOf(bucket)} runs, ${bucket.failed} failed`}
          >
            {totalOf(bucket) === 0 ? (
              <i className={styles.none} />
            ) : (
              parts(bucket).map(([kind, share]) => (
                <i
                  key={kind}
                  className={styles[kind]}
                  style={{ blockSize: Math.max(2, height(totalOf(bucket)) * share) }}
                />
              ))
            )}
          </span>
        ))}
      </div>
      <div className={styles.side}>
        {fixed ? (
          <Button size="small" onClick={() => onRange("24h")}>
            Whole day
          </Button>
        ) : (
          <Select
            aria-label="Time range"
            size="small"
            choices={
              ranges.some((one) => one.value === range)
                ? ranges
                : [...ranges, { value: range, label: `Last ${range}` }]
            }
            value={range}
            onValueChange={onRange}
          />
        )}
        <span className={styles.words}>{words}</span>
      </div>
    </section>
  );
}

function parts(bucket: Bucket): readonly (readonly ["failed" | "other" | "succeeded", number])[] {
  const all = totalOf(bucket);
  return (["failed", "other", "succeeded"] as const)
    .map((kind) => [kind, bucket[kind] / all] as const)
    .filter(([, share]) => share > 0);
}

const clamp = (index: number, length: number) => Math.min(length - 1, Math.max(0, index));
