import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { IconButton } from "../controls/IconButton.tsx";
import { TextInput } from "../controls/TextField.tsx";
import { CopyAs } from "../values/CopyAs.tsx";
import { copy } from "../values/copy.ts";
import { formatBytes } from "../values/number.ts";
import { JsonLine } from "./JsonLine.tsx";
import styles from "./JsonView.module.css";
import { PREVIEW_BYTES, previewJson } from "./preview.ts";
import { ancestors, jsonRows, searchJson } from "./rows.ts";

export interface JsonViewProps {
  readonly value: unknown;
  readonly label: string;
  /** Levels open at first. */
  readonly depth?: number;
  /** Size of the whole, when the value is only its beginning. */
  readonly bytes?: number | undefined;
  /** Leads to the whole: a link to the artifact. */
  readonly whole?: ReactNode;
  readonly sql?: string | undefined;
}

/** Any JSON, however large: capped, virtual, collapsible, searchable, each line's path a key away. */
export function JsonView({ value, label, depth = 2, bytes, whole, sql }: JsonViewProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [touched, setTouched] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [words, setWords] = useState("");
  const [active, setActive] = useState("$");
  const preview = useMemo(() => previewJson(value), [value]);
  const found = useMemo(() => searchJson(preview.value, words), [preview, words]);
  const hits = useMemo(() => new Set(found), [found]);
  const rows = useMemo(() => jsonRows(preview.value, { depth, touched }), [preview, depth, touched]);
  const activeIndex = Math.max(
    0,
    rows.findIndex((row) => row.path === active),
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 22,
    overscan: 20,
  });

  const open = (path: string, isOpen: boolean) => setTouched(new Map([...touched, [path, isOpen]]));
  function go(index: number) {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (!row) return;
    setActive(row.path);
    virtual.scrollToIndex(rows.indexOf(row));
  }
  function reveal(path: string | undefined) {
    if (path === undefined) return;
    const opened = new Map([...touched, ...ancestors(path).map((above) => [above, true] as const)]);
    setTouched(opened);
    setActive(path);
    const index = jsonRows(preview.value, { depth, touched: opened }).findIndex((row) => row.path === path);
    requestAnimationFrame(() => virtual.scrollToIndex(index, { align: "center" }));
  }
  const step = (by: number) => {
    const at = found.indexOf(active);
    reveal(found[(at + by + found.length) % Math.max(1, found.length)]);
  };

  function onKeyDown(event: KeyboardEvent) {
    const row = rows[activeIndex];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "j") go(activeIndex + 1);
    else if (event.key === "ArrowUp" || event.key === "k") go(activeIndex - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "ArrowRight" && row.open) go(activeIndex + 1);
    else if (event.key === "ArrowLeft" && !row.open) reveal(parentOf(row.path));
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") open(row.path, !row.open);
    else if (event.key === "Enter" || event.key === " ") open(row.path, !row.open);
    else if (event.key === "c") void copy(row.path, "Path");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <TextInput
          type="search"
          aria-label={`Find in ${label}`}
          placeholder="Find"
          lead={<Search />}
          value={words}
          onValueChange={setWords}
          onKeyDown={(event) => event.key === "Enter" && step(event.shiftKey ? -1 : 1)}
          trail={words && <span role="status">{found.length === 0 ? "none" : `${found.length} found`}</span>}
        />
        <IconButton
          label="Previous match"
          icon={<ChevronUp />}
          disabled={found.length === 0}
          onClick={() => step(-1)}
        />
        <IconButton
          label="Next match"
          icon={<ChevronDown />}
          disabled={found.length === 0}
          onClick={() => step(1)}
        />
        <CopyAs sql={sql} json={JSON.stringify(preview.value, null, 2)} path={active} />
      </div>
      <div
        ref={scroller}
        className={styles.lines}
        role="tree"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={rows.length > 0 ? `${id}${activeIndex}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" className={styles.sizer} style={{ blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <JsonLine
                  key={row.path}
                  id={`${id}${item.index}`}
                  row={row}
                  top={item.start}
                  active={item.index === activeIndex}
                  hit={hits.has(row.path)}
                  onToggle={() => {
                    setActive(row.path);
                    if (row.size > 0) open(row.path, !row.open);
                  }}
                />
              )
            );
          })}
        </div>
      </div>
      {(preview.cut || (bytes ?? 0) > PREVIEW_BYTES) && (
        <p className={styles.cut}>
          The first {formatBytes(PREVIEW_BYTES)}
          {bytes === undefined ? "" : ` of ${formatBytes(bytes)}`} is shown. {whole}
        </p>
      )}
    </div>
  );
}

const parentOf = (path: string) => ancestors(path).at(-1) ?? "$";
