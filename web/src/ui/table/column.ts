import type { ReactNode } from "react";

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** A grid track: `8rem`, `minmax(12rem, 2fr)`. Never `auto`: rows are laid out apart from each other. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "start" | "end";
  readonly sortable?: boolean;
  /** Left out where the table is narrower than this. */
  readonly from?: number;
}

export interface Sort {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}
