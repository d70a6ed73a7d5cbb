import { ArrowDown, ArrowUp } from "lucide-react";
import { cx } from "../cx.ts";
import type { Column, Sort } from "./column.ts";
import styles from "./VirtualTable.module.css";

export interface HeaderCellProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}

export function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const direction = sort?.column === column.id ? sort.direction : undefined;
  const className = cx(styles.headCell, column.align === "end" && styles.end);
  if (!column.sortable || !onSort) {
    return (
      <div role="columnheader" className={className}>
        {column.title}
      </div>
    );
  }
  const next = direction === "descending" ? "ascending" : "descending";
  return (
    <div role="columnheader" className={className} aria-sort={direction ?? "none"}>
      <button
        type="button"
        className={styles.sort}
        onClick={() => onSort({ column: column.id, direction: next })}
      >
        {column.title}
        <span className={cx(styles.arrow, direction === undefined && styles.off)}>
          {direction === "ascending" ? <ArrowUp /> : <ArrowDown />}
        </span>
      </button>
    </div>
  );
}
