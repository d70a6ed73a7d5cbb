import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { stepOf } from "#language/flow/document.ts";
import { countInWords, errorsIn } from "#language/flow/problem.ts";
import { platform } from "../../ui/controls/keys.ts";
import { cx } from "../../ui/cx.ts";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { stateWords } from "../../ui/feedback/states.ts";
import { disconnect } from "../edit/commands/connect.ts";
import type { CanvasCommand, CanvasHost } from "../state/command.ts";
import { titleOf } from "../state/describe.ts";
import { commandFor } from "../state/keys.ts";
import { selected } from "../state/selection.ts";
import { useCanvas, useEditor, useLiveStep } from "./context.ts";
import { NodeIcon } from "./icons.tsx";
import styles from "./Outline.module.css";
import { type OutlineRow, outlineRows } from "./outline-rows.ts";

export interface OutlineProps {
  readonly commands: readonly CanvasCommand[];
  readonly host: CanvasHost;
  /** Gives the focus back to the canvas. */
  readonly onLeave: () => void;
}

/**
 * The flow as a tree: steps in the order they run, inside their groups, and under each step where it leads. A real
 * tree for screen readers, with the same commands as the canvas, and a place where edges can be reached and removed.
 */
export function Outline({ commands, host, onLeave }: OutlineProps) {
  const { editor } = useCanvas();
  const flow = useEditor((state) => state.flow);
  const cursor = useEditor((state) => state.cursor);
  const list = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => outlineRows(flow), [flow]);
  const active = rows.find((row) => row.kind === "step" && row.key === cursor)?.id ?? rows[0]?.id;

  const at = rows.findIndex((row) => row.id === active);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: (index) => (rows[index]?.kind === "edge" ? 22 : 28),
    overscan: 20,
    // The row that the keys stand on is there wherever the list is scrolled to.
    rangeExtractor: (range) => [...new Set([at, ...defaultRangeExtractor(range)])].filter((row) => row >= 0),
  });
  useEffect(() => virtual.measure(), [virtual, rows]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [virtual, at]);

  // Whoever asks for the outline wants to be in it; whoever closes it wants to be back.
  const leave = useRef(onLeave);
  useEffect(() => {
    const tree = list.current;
    tree?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
    const back = leave.current;
    return () => {
      if (tree?.contains(document.activeElement)) back();
    };
  }, []);

  // A row that had the focus may be gone with its step; the focus then goes to the row that is current.
  const inside = useRef(false);
  useEffect(() => {
    const tree = list.current;
    if (!inside.current || tree?.contains(document.activeElement)) return;
    tree?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [rows]);

  function go(row: OutlineRow | undefined): void {
    if (!row) return;
    if (row.kind === "step") editor.select(selected({ steps: [row.key] }), row.key);
    if (row.kind === "group") editor.select(selected({ groups: [row.key] }));
    const focus = () =>
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)?.focus();
    virtual.scrollToIndex(rows.indexOf(row));
    // At once where the row is there, and else when it has been drawn.
    focus();
    requestAnimationFrame(() => requestAnimationFrame(focus));
  }

  function press(event: KeyboardEvent, row: OutlineRow): void {
    const at = rows.indexOf(row);
    const moves: Readonly<Record<string, () => OutlineRow | undefined>> = {
      ArrowDown: () => rows[at + 1],
      ArrowUp: () => rows[at - 1],
      ArrowRight: () => rows.slice(at + 1).find((other) => other.level > row.level),
      ArrowLeft: () => rows.slice(0, at).findLast((other) => other.level < row.level),
      Home: () => rows[0],
      End: () => rows.at(-1),
    };
    const move =
      event.altKey || event.shiftKey || event.ctrlKey || event.metaKey ? undefined : moves[event.key];
    if (move) go(move());
    else if (row.kind === "edge" && event.key === "Enter")
      go(rows.find((other) => other.kind === "step" && other.key === row.edge.to));
    else if (event.key === "Escape") onLeave();
    else if (row.kind === "edge" && event.key === "Delete") editor.apply(disconnect(flow, [row.edge]));
    else {
      const command = commandFor(commands.map(anywhere), event, platform === "mac");
      if (!command) return;
      command.run();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <nav className={styles.panel} aria-label="Outline">
      <h2 className={styles.heading}>Outline</h2>
      <ul
        ref={list}
        role="tree"
        onFocus={() => {
          inside.current = true;
        }}
        onBlur={(event) => {
          inside.current = event.relatedTarget === null && document.hasFocus();
        }}
        aria-label={`Steps of ${flow.name}`}
        className={styles.tree}
        aria-multiselectable="false"
      >
        <li role="presentation" className={styles.sizer} style={{ blockSize: virtual.getTotalSize() }} />
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={row.id}
                role="treeitem"
                data-row={row.id}
                aria-level={row.level}
                aria-setsize={row.setSize}
                aria-posinset={row.position}
                aria-selected={row.id === active}
                aria-expanded={row.children > 0 ? true : undefined}
                tabIndex={row.id === active ? 0 : -1}
                className={cx(
                  styles.row,
                  styles[row.kind],
                  row.kind === "step" && row.key === cursor && styles.current,
                )}
                style={{ "--level": row.level, transform: `translateY(${start}px)` }}
                onClick={() => go(row)}
                onDoubleClick={() => row.kind === "step" && host.inspect?.(row.key)}
                onKeyDown={(event) => press(event, row)}
              >
                <Face row={row} />
              </li>
            )
          );
        })}
      </ul>
    </nav>
  );
}

function anywhere(command: CanvasCommand): CanvasCommand {
  return command.id.startsWith("canvas.go.") ? { ...command, when: () => false } : command;
}

function Face({ row }: { readonly row: OutlineRow }) {
  switch (row.kind) {
    case "group":
      return <span className={styles.name}>{row.title}</span>;
    case "edge":
      return (
        <span className={styles.name}>
          {row.edge.port === "out" ? "" : `${row.edge.port} `}→ {row.edge.to}
        </span>
      );
    case "step":
      return <StepFace id={row.key} />;
  }
}

function StepFace({ id }: { readonly id: string }) {
  const { editor, overlay } = useCanvas();
  const step = useEditor((state) => stepOf(state.flow, id));
  const problems = useEditor((state) => state.problemsOf.get(id));
  const live = useLiveStep(id);
  if (!step) return null;
  const state = live?.state ?? "waiting";
  return (
    <>
      <span className={styles.icon}>
        {overlay.kind === "run" ? (
          <StateIcon state={state} label={stateWords[state]} />
        ) : (
          <NodeIcon name={editor.catalogue.find(step.node)?.icon} />
        )}
      </span>
      <span className={styles.name}>{id}</span>
      <span className={styles.title}>{titleOf(step, editor.catalogue)}</span>
      {problems && (
        <span className={cx(styles.problems, errorsIn(problems).length === 0 && styles.warned)}>
          <span aria-hidden="true">{errorsIn(problems).length || problems.length}</span>
          <span className="visually-hidden">{countInWords(problems)}</span>
        </span>
      )}
    </>
  );
}
