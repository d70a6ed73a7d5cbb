import { type MouseEvent, useMemo, useRef } from "react";
import { type State, stateWords } from "../../../ui/feedback/states.ts";
import { useWidth } from "../../../ui/layout/useWidth.ts";
import { type Fan, keyOf } from "../steps.ts";
import styles from "./StepGrid.module.css";

export interface StepGridProps {
  readonly fan: Fan;
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
}

const CELL = 12;
const GAP = 2;
const ROWS = 12;

/**
 * Many steps alike, a square each: one path a state, so that ten thousand are as quick as ten. It is for eyes and
 * pointers; the list below has each of them for keys and for screen readers.
 */
export function StepGrid({ fan, selected, onSelect }: StepGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const columns = Math.max(1, Math.floor((width + GAP) / (CELL + GAP)));
  const rows = Math.ceil(fan.steps.length / columns);
  const { paths, counts } = useMemo(() => {
    const found = new Map<State, string>();
    const number = new Map<State, number>();
    fan.steps.forEach((step, index) => {
      const x = (index % columns) * (CELL + GAP);
      const y = Math.floor(index / columns) * (CELL + GAP);
      found.set(step.state, `${found.get(step.state) ?? ""}M${x} ${y}h${CELL}v${CELL}h${-CELL}z`);
      number.set(step.state, (number.get(step.state) ?? 0) + 1);
    });
    return { paths: [...found], counts: [...number] };
  }, [fan, columns]);
  const at = fan.steps.findIndex((step) => keyOf(step) === selected);
  const words = counts.map(([state, count]) => `${count} ${stateWords[state].toLowerCase()}`).join(", ");

  function press(event: MouseEvent<SVGSVGElement>) {
    const place = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - place.left) / (CELL + GAP));
    const row = Math.floor((event.clientY - place.top) / (CELL + GAP));
    const step = fan.steps[row * columns + column];
    if (step && column < columns) onSelect(keyOf(step));
  }

  return (
    <section className={styles.fan} aria-label={fan.title}>
      <header className={styles.header}>
        <h3 className={styles.title}>{fan.title}</h3>
        <span className={styles.words}>{words}</span>
      </header>
      <div
        ref={box}
        className={styles.scroller}
        style={{ maxBlockSize: ROWS * (CELL + GAP) }}
        {...(rows > ROWS ? { tabIndex: 0, role: "region", "aria-label": `${fan.title}, grid` } : {})}
      >
        <svg
          className={styles.cells}
          width={columns * (CELL + GAP)}
          height={rows * (CELL + GAP)}
          role="img"
          aria-label={words}
          onClick={press}
        >
          {paths.map(([state, d]) => (
            <path key={state} className={styles[state]} d={d} />
          ))}
          {at !== -1 && (
            <rect
              className={styles.selected}
              x={(at % columns) * (CELL + GAP)}
              y={Math.floor(at / columns) * (CELL + GAP)}
              width={CELL}
              height={CELL}
            />
          )}
        </svg>
      </div>
    </section>
  );
}
