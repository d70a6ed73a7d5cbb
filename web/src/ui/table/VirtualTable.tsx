import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
} from "react";
import { Checkbox } from "../controls/Checkbox.tsx";
import { cx } from "../cx.ts";
import { Skeleton } from "../feedback/Skeleton.tsx";
import { useWidth } from "../layout/useWidth.ts";
import type { Column, Sort } from "./column.ts";
import { HeaderCell } from "./HeaderCell.tsx";
import { type ListMove, type ListState, move, selectAll, selectRange, toggle } from "./list.ts";
import { useKeptInView } from "./useKeptInView.ts";
import styles from "./VirtualTable.module.css";

/** What commands do to the list on the screen. */
export interface ListHandle {
  readonly focus: () => void;
  readonly move: (by: ListMove) => void;
  readonly toggle: () => void;
  readonly open: () => void;
  readonly peek: () => void;
}

export interface VirtualTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly list: ListState;
  readonly onListChange: (list: ListState) => void;
  readonly onOpen?: (row: Row) => void;
  readonly onPeek?: (row: Row) => void;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly selectable?: boolean;
  readonly loading?: boolean;
  /** Shown in place of rows. */
  readonly empty?: ReactNode;
  /** The reader is near the last row: time to fetch more. */
  readonly onEnd?: () => void;
  readonly handle?: Ref<ListHandle>;
}

const keyMoves: Readonly<Record<string, ListMove>> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
  PageDown: "page-down",
  PageUp: "page-up",
};

/** Those that have room beside each other; what is wanted least, and so shown last, is left out first. */
function columnsFor<Row>(
  all: readonly Column<Row>[],
  width: number,
  marked: boolean,
): readonly Column<Row>[] {
  let shown = all.filter(({ from = 0 }) => width === 0 || from <= width);
  const least = () =>
    shown.reduce((sum, { width }) => sum + Number(/[\d.]+(?=rem)/.exec(width)?.[0] ?? 0), marked ? 3.5 : 1) *
    16;
  const last = () => Math.max(...shown.map(({ from = 0 }) => from));
  while (width > 0 && least() > width && last() > 0) {
    const dropped = last();
    shown = shown.filter(({ from = 0 }) => from !== dropped);
  }
  return shown;
}

/**
 * A grid with one tab stop. Focus stays on the grid and `aria-activedescendant` names the row, so a row may be
 * scrolled out and in without focus being lost; the active row is always in the document for that name to resolve.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { rows, rowKey, list, onListChange, selectable = false, onEnd } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const keys = useMemo(() => rows.map(rowKey), [rows, rowKey]);
  const activeIndex = list.active === null ? -1 : keys.indexOf(list.active);
  const columns = columnsFor(props.columns, width, selectable);
  const tracks = [...(selectable ? ["2.5rem"] : []), ...columns.map((column) => column.width)].join(" ");

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 36,
    overscan: 8,
    getItemKey: (index) => keys[index] ?? index,
    rangeExtractor: (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      return activeIndex === -1 || indexes.includes(activeIndex)
        ? indexes
        : [...indexes, activeIndex].sort((a, b) => a - b);
    },
  });
  useKeptInView(virtual, activeIndex, list.active);
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 12) onEnd?.();
  }, [lastShown, rows.length, onEnd]);

  function go(by: ListMove, extend = false) {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 360) / 36) - 2);
    const moved = move(keys, list, by, page);
    onListChange(extend && moved.active !== null ? selectRange(keys, list, moved.active) : moved);
  }
  const activeRow = rows[activeIndex];
  const handle: ListHandle = {
    focus: () => scroller.current?.focus(),
    move: go,
    toggle: () => selectable && list.active !== null && onListChange(toggle(list, list.active)),
    open: () => activeRow !== undefined && props.onOpen?.(activeRow),
    peek: () => activeRow !== undefined && props.onPeek?.(activeRow),
  };
  useImperativeHandle(props.handle, () => handle);

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || event.altKey) return;
    const by = keyMoves[event.key];
    if ((event.ctrlKey || event.metaKey) && event.key === "a" && selectable)
      onListChange(selectAll(keys, list));
    else if (event.ctrlKey || event.metaKey) return;
    else if (by) go(by, event.shiftKey && selectable);
    else if (event.key === "x" || event.key === " ") handle.toggle();
    else if (event.key === "Enter") handle.open();
    else if (event.key === "o") handle.peek();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const chosen = keys.filter((key) => list.selected.has(key)).length;
  const rowId = (index: number) => `${id}row${index}`;
  if (rows.length === 0 && !props.loading && props.empty) {
    // A grid may hold rows and nothing else, and columns of nothing tell nothing.
    return (
      <div ref={scroller} className={styles.table} role="region" aria-label={props.label} tabIndex={0}>
        {props.empty}
      </div>
    );
  }
  return (
    <div
      ref={scroller}
      className={styles.table}
      style={{ "--tracks": tracks }}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={selectable || undefined}
      aria-busy={props.loading || undefined}
      aria-activedescendant={activeIndex === -1 ? undefined : rowId(activeIndex)}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === event.currentTarget && list.active === null) go("next");
      }}
    >
      <div className={styles.head} role="row" aria-rowindex={1}>
        {selectable && (
          <div className={`grid full-height ${styles.mark}`} role="columnheader">
            <Checkbox
              aria-label="Select all"
              checked={chosen > 0 && chosen === rows.length}
              indeterminate={chosen > 0 && chosen < rows.length}
              onCheckedChange={() => onListChange(selectAll(keys, list))}
            />
          </div>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
        ))}
      </div>
      <div className={styles.rows} role="rowgroup" style={{ blockSize: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          const key = keys[item.index];
          if (row === undefined || key === undefined) return null;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              id={rowId(item.index)}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={selectable ? list.selected.has(key) : undefined}
              className={cx(styles.row, key === list.active && styles.active)}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={(event) => {
                if (event.defaultPrevented) return;
                onListChange({ ...list, active: key });
                props.onOpen?.(row);
              }}
            >
              {selectable && (
                <div
                  className={`grid full-height ${styles.mark}`}
                  role="gridcell"
                  onClick={(event) => event.stopPropagation()}
                >
                  <Checkbox
                    aria-label={`Select row ${item.index + 1}`}
                    tabIndex={-1}
                    checked={list.selected.has(key)}
                    onCheckedChange={(_, shift) =>
                      onListChange(shift ? selectRange(keys, list, key) : toggle(list, key))
                    }
                  />
                </div>
              )}
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="gridcell"
                  className={cx(styles.cell, column.align === "end" && styles.end)}
                >
                  <Content>{column.cell(row)}</Content>
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {rows.length === 0 && props.loading && (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell" aria-colspan={columns.length + (selectable ? 1 : 0)}>
              <Skeleton shape="row" lines={8} label={`Loading ${props.label}`} />
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

/** Text is cut with an ellipsis; what is more than text knows how it fits. */
function Content({ children }: { readonly children: ReactNode }) {
  if (typeof children !== "string") return children;
  return (
    <span className={styles.text} title={children}>
      {children}
    </span>
  );
}
