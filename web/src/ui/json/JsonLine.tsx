import { ChevronRight } from "lucide-react";
import { cx } from "../cx.ts";
import styles from "./JsonView.module.css";
import { type JsonRow, summarise } from "./rows.ts";

export interface JsonLineProps {
  readonly id: string;
  readonly row: JsonRow;
  readonly top: number;
  readonly active: boolean;
  readonly hit: boolean;
  readonly onToggle: () => void;
}

export function JsonLine({ id, row, top, active, hit, onToggle }: JsonLineProps) {
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={active}
      aria-expanded={row.size > 0 ? row.open : undefined}
      className={cx(styles.line, active && styles.active, hit && styles.hit)}
      style={{ transform: `translateY(${top}px)`, "--depth": row.depth }}
      onClick={onToggle}
    >
      <span className={cx(styles.twist, row.open && styles.open)}>
        {row.size > 0 && <ChevronRight aria-hidden="true" />}
      </span>
      {row.key !== null && (
        <span className={typeof row.key === "number" ? styles.index : styles.key}>{row.key}:</span>
      )}
      <Value row={row} />
    </div>
  );
}

function Value({ row }: { readonly row: JsonRow }) {
  if (row.kind === "object" || row.kind === "array") {
    const [start, end] = row.kind === "object" ? ["{", "}"] : ["[", "]"];
    return (
      <span className={styles.summary}>
        {row.size === 0 ? `${start}${end}` : row.open ? start : `${start} ${summarise(row.value)} ${end}`}
      </span>
    );
  }
  const text = JSON.stringify(row.value ?? null);
  return (
    <span className={styles[row.kind]} title={text.length > 80 ? text.slice(0, 2_000) : undefined}>
      {text.length > 400 ? `${text.slice(0, 400)}…` : text}
    </span>
  );
}
