import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronUp, Search } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button } from "../controls/Button.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { TextInput } from "../controls/TextField.tsx";
import { say } from "../overlay/toast.ts";
import { CopyAs } from "../values/CopyAs.tsx";
import { copy } from "../values/copy.ts";
import { formatBytes } from "../values/number.ts";
import { JsonLine } from "./JsonLine.tsx";
import styles from "./JsonView.module.css";
import { ancestors, jsonRows, searchJson } from "./rows.ts";

export interface JsonViewProps {
  readonly value: unknown;
  readonly label: string;
  /** Levels open at first. */
  readonly depth?: number;
  /** Of a value that is only a part: how to come by the rest of it. */
  readonly part?: JsonPart | undefined;
  readonly sql?: string | undefined;
}

export interface JsonPart {
  /** Size of the whole. */
  readonly bytes: number | undefined;
  /** Undefined where that failed, which it has told. */
  readonly load: () => Promise<unknown>;
  /** Takes the whole away as a file. */
  readonly save: ReactNode;
}

/** A page holds this much, and reads through it while somebody types. */
const mostBytes = 32 * 1024 * 1024;

/** Any JSON, however large: virtual, collapsible, searched as a whole, each line's path a key away. */
export function JsonView({ value, label, depth = 2, part, sql }: JsonViewProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [touched, setTouched] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [words, setWords] = useState("");
  const [active, setActive] = useState("$");
  const [asked, setAsked] = useState(false);
  const [loaded, setLoaded] = useState<{ readonly of: unknown; readonly whole: unknown }>();
  const rest = loaded && loaded.of === value ? loaded : undefined;
  const all = rest?.whole ?? value;
  const isWhole = part === undefined || rest?.whole !== undefined;
  const large = (part?.bytes ?? 0) > mostBytes;
  const loading = part !== undefined && !large && !rest && (asked || words !== "");
  const load = useRef(part?.load);
  load.current = part?.load;
  useEffect(() => {
    if (!loading) return undefined;
    let gone = false;
    void load.current?.().then((whole) => !gone && setLoaded({ of: value, whole }));
    return () => {
      gone = true;
    };
  }, [loading, value]);
  const sought = useDeferredValue(words);
  const found = useMemo(() => searchJson(all, sought), [all, sought]);
  const hits = useMemo(() => new Set(found), [found]);
  const rows = useMemo(() => jsonRows(all, { depth, touched }), [all, depth, touched]);
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
    const index = jsonRows(all, { depth, touched: opened }).findIndex((row) => row.path === path);
    if (index < 0) say(`${path} is beyond the lines that a page can list`);
    else requestAnimationFrame(() => virtual.scrollToIndex(index, { align: "center" }));
  }
  const step = (by: number) => {
    const at = found.indexOf(active);
    reveal(found[at < 0 && by < 0 ? found.length - 1 : (at + by + found.length) % Math.max(1, found.length)]);
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
          trail={
            words && (
              <span role="status">
                {loading
                  ? "searching all"
                  : isWhole
                    ? counted(found, active)
                    : `${counted(found, active)} in this part`}
              </span>
            )
          }
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
        <CopyAs sql={sql} json={() => JSON.stringify(all, null, 2)} path={active} />
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
      {!isWhole && (
        <div className={styles.cut}>
          <span>A part{part.bytes === undefined ? "" : ` of ${formatBytes(part.bytes)}`}.</span>
          {!large && (
            <Button size="small" busy={loading} onClick={() => setAsked(true)}>
              Show the whole
            </Button>
          )}
          {part.save}
        </div>
      )}
    </div>
  );
}

const counted = (found: readonly string[], active: string) => {
  if (found.length === 0) return "none";
  const at = found.indexOf(active);
  const all = found.length.toLocaleString("en");
  return at < 0 ? `${all} found` : `${(at + 1).toLocaleString("en")} of ${all}`;
};

const parentOf = (path: string) => ancestors(path).at(-1) ?? "$";
