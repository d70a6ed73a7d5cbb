import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./PlainTable.module.css";

export interface PlainColumn<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "start" | "end";
  /** Buttons: their title is for screen readers only. */
  readonly quiet?: boolean;
}

export interface PlainTableProps<Row> {
  readonly label: string;
  readonly columns: readonly PlainColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** What has ended, shown paler. */
  readonly faded?: (row: Row) => boolean;
}

/** Some rows to read, with buttons in them that Tab reaches. A long list that is walked by keys is a VirtualTable. */
export function PlainTable<Row>({ label, columns, rows, rowKey, faded }: PlainTableProps<Row>) {
  return (
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cx(column.align === "end" && styles.end)}>
                {column.quiet ? <span className="visually-hidden">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={cx(faded?.(row) && styles.faded)}>
              {columns.map((column) => (
                <td key={column.id} className={cx(column.align === "end" && styles.end)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
