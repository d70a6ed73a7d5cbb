import { type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { Plus, Unplug } from "lucide-react";
import { memo } from "react";
import { errorPort } from "#language/flow/document.ts";
import { cx } from "../../ui/cx.ts";
import { disconnect } from "../edit/commands/connect.ts";
import { passage } from "../state/live.ts";
import { editRefusal } from "../state/may-edit.ts";
import { useCanvas, useEditor, useLiveStep } from "../view/context.ts";
import type { LineView } from "../view/project.ts";
import styles from "./FlowLine.module.css";

export type FlowLineType = Edge<{ readonly line: LineView; readonly open?: true }, "line">;

/** From here on a port's name is also written on the line: its row on the card is too far away to be seen. */
const far = 420;

export const FlowLine = memo(function FlowLine(props: EdgeProps<FlowLineType>) {
  const { data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const { overlay } = useCanvas();
  const from = useLiveStep(data?.line.edge.from ?? "");
  const to = useLiveStep(data?.line.edge.to ?? "");
  const readOnly = useEditor(editRefusal) !== undefined;
  if (!data) return null;
  const { line } = data;
  const [path, x, y] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    curvature: 0.32,
  });
  const run = overlay.kind === "run" ? passage(from, line.edge.port, to) : undefined;
  const change = overlay.kind === "diff" ? overlay.ghosts.edges.get(line.id) : undefined;
  const long = Math.hypot(targetX - sourceX, targetY - sourceY) > far;
  const label =
    line.count > 1 ? `${line.count}` : line.port !== "out" && (long || selected) ? line.port : undefined;
  return (
    <>
      <path
        d={path}
        className={cx(
          styles.line,
          line.port === errorPort && styles.error,
          selected && styles.selected,
          data.open && styles.open,
        )}
        data-run={run}
        data-change={change}
      />
      {!readOnly && <path d={path} className={styles.hit} />}
      {label !== undefined && !selected && (
        <text x={x} y={y} className={cx(styles.label, line.port === errorPort && styles.errorLabel)}>
          {label}
        </text>
      )}
      {selected && !readOnly && line.count === 1 && <Tools line={line} x={x} y={y} />}
    </>
  );
});

/** What can be done with a selected edge. The outline offers the same to keys. */
function Tools({ line, x, y }: { readonly line: LineView; readonly x: number; readonly y: number }) {
  const { editor } = useCanvas();
  return (
    <EdgeLabelRenderer>
      <div
        className={cx(styles.tools, "nodrag", "nopan")}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {line.port !== "out" && <span className={`micro secondary ${styles.toolLabel}`}>{line.port}</span>}
        <button
          type="button"
          tabIndex={-1}
          title="Insert a step here"
          aria-label={`Insert a step between ${line.edge.from} and ${line.edge.to}`}
          onClick={() => editor.ask({ ask: "add", onEdge: line.edge })}
        >
          <Plus />
        </button>
        <button
          type="button"
          tabIndex={-1}
          title="Disconnect"
          aria-label={`Disconnect ${line.edge.from} from ${line.edge.to}`}
          onClick={() => editor.apply(disconnect(editor.store.getState().flow, [line.edge]))}
        >
          <Unplug />
        </button>
      </div>
    </EdgeLabelRenderer>
  );
}
