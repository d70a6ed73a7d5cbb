import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { cx } from "../cx.ts";
import { StateIcon } from "../feedback/StateIcon.tsx";
import { type State, stateWords } from "../feedback/states.ts";
import { useWidth } from "../layout/useWidth.ts";
import { usePreferences } from "../preferences.ts";
import { useKeptInView } from "../table/useKeptInView.ts";
import { formatDuration, spellDuration } from "../time/duration.ts";
import { formatWhen, type Zone } from "../time/time.ts";
import { Axis, Outside } from "./Axis.tsx";
import { createScale, folds, type Interval, type TimeScale, ticks } from "./scale.ts";
import { type Stretch, spanAfter, spanOf, stretchOf } from "./span.ts";
import styles from "./Timeline.module.css";

/** One try: it was queued, it ran, perhaps it slept. Whatever has not happened yet is null. */
export interface Segment {
  readonly kind: "queue" | "run" | "sleep";
  readonly start: number;
  readonly end: number | null;
  readonly state: State;
}

export interface TimelineRow {
  readonly key: string;
  readonly title: string;
  readonly state: State;
  readonly segments: readonly Segment[];
  readonly attempts: number;
  /** What it waits for now, and until when. */
  readonly wait?: { readonly words: string; readonly until: string; readonly at: number | null };
  /** How deep under a loop or child run. */
  readonly depth?: number;
}

export interface TimelineProps {
  readonly rows: readonly TimelineRow[];
  readonly label: string;
  readonly now: number;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  /** Keys of the critical path. */
  readonly critical?: ReadonlySet<string>;
  readonly fold?: boolean;
  readonly labelWidth?: number;
  /** What the axis covers, where `rows` are only some. */
  readonly whole?: readonly TimelineRow[];
  /** A part of the time that was chosen on the axis. */
  readonly span?: Interval | undefined;
  readonly onSpan?: (span: Interval | undefined) => void;
}

const ROW = 28;
const PAD = 12;
/** What a step waits for, without until when. */
const FEW_WORDS = 130;

/** Steps against time, all attempts of a step on its line. Rows are virtual; the scale is shared. */
export function Timeline(props: TimelineProps) {
  const { rows, now, selected, onSelect, critical, fold = true, labelWidth = 200 } = props;
  const { whole = rows, span, onSpan } = props;
  const id = useId();
  const { zone } = usePreferences();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const names = Math.min(labelWidth, width * 0.4);
  const wide = Math.max(80, width - names - 2 * PAD);
  // Beside the bars there is room for what is waited for.
  const room = whole.some((row) => row.wait) ? Math.min(200, Math.max(FEW_WORDS, wide * 0.45)) : 0;
  const scale = useMemo(() => {
    const busy = whole.flatMap((row) =>
      row.segments
        .filter((part) => part.kind !== "sleep")
        .map((part) => ({ start: part.start, end: part.end ?? now })),
    );
    // What is waited for still goes on: the axis ends now, not with what ran last.
    if (whole.some((row) => row.segments.at(-1)?.end === null)) busy.push({ start: now, end: now });
    return createScale(busy, { width: wide - room, fold });
  }, [whole, wide, room, now, fold]);
  const [dragged, setDragged] = useState<Stretch>();
  const stretch = dragged ?? (span && stretchOf(scale, span));
  const selectedIndex = rows.findIndex((row) => row.key === selected);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    // The axis takes the place of a row.
    scrollPaddingEnd: ROW,
  });
  useKeptInView(virtual, selectedIndex, selected);

  function onKeyDown(event: KeyboardEvent) {
    const next = onSpan && spanAfter(event, scale, span);
    if (next) {
      event.preventDefault();
      event.stopPropagation();
      onSpan(next === "none" ? undefined : next);
      return;
    }
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const target = by === undefined ? undefined : rows[Math.max(0, selectedIndex + by)];
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(target.key);
  }

  return (
    <div
      ref={scroller}
      className={styles.timeline}
      style={{ "--names": `${names}px`, "--pad": `${PAD}px` }}
      role="listbox"
      aria-label={props.label}
      tabIndex={0}
      aria-activedescendant={selectedIndex === -1 ? undefined : `${id}${selectedIndex}`}
      aria-description={
        onSpan && "Left and right choose a part of the time, with Shift its end. Escape shows all of it."
      }
      onKeyDown={onKeyDown}
    >
      <Axis
        scale={scale}
        inset={names + PAD}
        stretch={stretch}
        {...(onSpan
          ? {
              onDrag: setDragged,
              onDrop: (drawn: Stretch) => {
                setDragged(undefined);
                onSpan(spanOf(scale, drawn));
              },
            }
          : {})}
      />
      <div role="presentation" className={styles.rows} style={{ blockSize: virtual.getTotalSize() }}>
        {ticks(scale).map((tick) => (
          <span key={tick.x} className={styles.grid} style={{ insetInlineStart: tick.x }} />
        ))}
        {folds(scale).map((piece) => (
          <span
            key={piece.start}
            className={styles.fold}
            style={{ insetInlineStart: piece.x, inlineSize: piece.width }}
          />
        ))}
        {stretch && <Outside stretch={stretch} />}
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={row.key}
              id={`${id}${item.index}`}
              role="option"
              aria-selected={row.key === selected}
              className={cx(styles.row, critical && !critical.has(row.key) && styles.aside)}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => onSelect(row.key)}
            >
              <span className={styles.name} style={{ "--depth": row.depth ?? 0 }}>
                <StateIcon state={row.state} />
                <span className={styles.title}>{row.title}</span>
                {row.attempts > 1 && <span className={styles.attempts}>×{row.attempts}</span>}
                <span className="visually-hidden">{describe(row, now, zone)}</span>
              </span>
              <Bars row={row} scale={scale} room={room} now={now} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Bars({
  row,
  scale,
  room,
  now,
}: {
  readonly row: TimelineRow;
  readonly scale: TimeScale;
  readonly room: number;
  readonly now: number;
}) {
  const last = row.segments.at(-1);
  const total = row.segments
    .filter((part) => part.kind === "run")
    .reduce((sum, part) => sum + (part.end ?? now) - part.start, 0);
  const end = last ? scale.x(last.end ?? now) : 0;
  const { zone } = usePreferences();
  const whole = row.wait ? sayWait(row.wait, now, zone) : total > 0 ? formatDuration(total) : "";
  const fits = (text: string) => end + text.length * 5.5 + 12 < scale.width + room;
  // A wait goes on to the end of the axis: before it there is no place that is not its own, or the names'.
  const words = row.wait && !fits(whole) ? row.wait.words : whole;
  const outside = row.wait !== undefined || fits(words);
  return (
    <svg className={styles.bars} width={scale.width + room} height={ROW} aria-hidden="true">
      {row.segments.map((part) => {
        const x = scale.x(part.start);
        const width = Math.max(part.kind === "run" ? 2 : 0, scale.x(part.end ?? now) - x);
        if (part.kind === "run") {
          return (
            <rect
              key={`${part.kind}${part.start}`}
              className={cx(styles.run, styles[part.state])}
              {...{ x, width }}
              y={9}
              height={10}
              rx={Math.min(3, width / 2)}
            />
          );
        }
        return (
          <path
            key={`${part.kind}${part.start}`}
            className={part.kind === "queue" ? styles.queue : styles.sleep}
            d={`M${x} 14h${width}`}
          />
        );
      })}
      {last && words !== "" && (
        <text
          className={styles.duration}
          x={outside ? end + 6 : scale.x(row.segments[0]?.start ?? 0) - 6}
          y={18}
          textAnchor={outside ? "start" : "end"}
        >
          {words !== whole && <title>{whole}</title>}
          {words}
        </text>
      )}
    </svg>
  );
}

function describe(row: TimelineRow, now: number, zone: Zone): string {
  const ran = row.segments
    .filter((part) => part.kind === "run")
    .reduce((sum, part) => sum + (part.end ?? now) - part.start, 0);
  const tries = row.attempts > 1 ? `, ${row.attempts} attempts` : "";
  return `, ${row.wait ? sayWait(row.wait, now, zone) : stateWords[row.state]}, ran ${spellDuration(ran)}${tries}`;
}

const sayWait = ({ words, until, at }: NonNullable<TimelineRow["wait"]>, now: number, zone: Zone) =>
  at === null ? words : `${words} ${until} ${formatWhen(at, now, zone)}`;
