import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Ban, Lock, Pin, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { errorPort, isDisabled, isPinned } from "#language/flow/document.ts";
import { errorsIn } from "#language/flow/problem.ts";
import { cx } from "../../ui/cx.ts";
import { portOffset, stepHeight } from "../arrange/geometry.ts";
import { titleOf } from "../state/describe.ts";
import { editRefusal } from "../state/may-edit.ts";
import { useCanvas, useEditor } from "../view/context.ts";
import { NodeIcon } from "../view/icons.tsx";
import type { StepView } from "../view/project.ts";
import { RunOutline, RunState } from "./RunState.tsx";
import styles from "./StepNode.module.css";

export type StepNodeType = Node<{ readonly view: StepView }, "step">;

/** One step. Drawn again only when its own view, selection or state changes. */
export const StepNode = memo(function StepNode({ data, selected, isConnectable }: NodeProps<StepNodeType>) {
  const { view } = data;
  const { id, step, type, ports } = view;
  const { overlay, editor } = useCanvas();
  const cursor = useEditor((state) => state.cursor === id);
  const change = overlay.kind === "diff" ? overlay.ghosts.steps.get(id) : undefined;
  const title = titleOf(step, editor.catalogue);
  const face = (
    <span className={`small secondary nowrap ${styles.title}`}>
      {cut(title, lineLength)}
      {title.length + step.node.length < lineLength && (
        <code className={`micro tertiary ${styles.node}`}>{step.node}</code>
      )}
    </span>
  );
  return (
    <div
      id={`step-${id}`}
      role="group"
      aria-roledescription="step"
      aria-label={`${id}, ${title}`}
      title={id.length > keyLength ? id : undefined}
      className={cx(
        styles.card,
        selected && styles.selected,
        cursor && styles.cursor,
        isDisabled(step) && styles.disabled,
      )}
      data-category={type?.category ?? "unknown"}
      data-change={change}
    >
      {overlay.kind === "run" && <RunOutline id={id} />}
      <div className={styles.head}>
        <span className={styles.icon}>
          <NodeIcon name={type?.icon} />
        </span>
        <span className={styles.words}>
          <span className={styles.key}>{cut(id, keyLength)}</span>
          {overlay.kind === "run" ? <RunState id={id}>{face}</RunState> : face}
        </span>
        <Badges view={view} />
      </div>
      {ports.length > 1 &&
        ports.map((port) => (
          <span key={port} className={cx(styles.port, port === errorPort && styles.error)}>
            {port}
          </span>
        ))}
      <Ends view={view} isConnectable={isConnectable} />
    </div>
  );
});

/** What fits beside the icon at the sizes of the style sheet. */
const keyLength = 21;
const lineLength = 27;

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

/**
 * Where lines end. A handle listens to every frame, so where no line can be drawn a dot stands in for it; its class and
 * data are those by which React Flow finds handles when it measures a card.
 */
function Ends({ view, isConnectable }: { readonly view: StepView; readonly isConnectable: boolean }) {
  const { ports, entry } = view;
  const drawn = useEditor(editRefusal) === undefined;
  const place = (port: string) => ({ insetBlockStart: portOffset(ports.indexOf(port), ports.length) });
  return (
    <>
      {!entry &&
        (drawn ? (
          <Handle
            type="target"
            position={Position.Left}
            id="in"
            className={cx(styles.handle, styles.in)}
            style={{ insetBlockStart: stepHeight / 2 }}
            isConnectable={isConnectable}
            tabIndex={-1}
          />
        ) : (
          <span
            className={cx(styles.dot, styles.in, "target")}
            data-handleid="in"
            data-handlepos={Position.Left}
            style={{ insetBlockStart: stepHeight / 2 }}
          />
        ))}
      {ports.map((port) => {
        const error = port === errorPort && styles.errorHandle;
        if (!drawn) {
          return (
            <span
              key={port}
              className={cx(styles.dot, error, "source")}
              data-handleid={port}
              data-handlepos={Position.Right}
              style={place(port)}
            />
          );
        }
        return (
          <Handle
            key={port}
            type="source"
            position={Position.Right}
            id={port}
            className={cx(styles.handle, error)}
            style={place(port)}
            isConnectable={isConnectable}
            tabIndex={-1}
          />
        );
      })}
    </>
  );
}

/** What sets a step apart, each with a shape of its own. Their words are in the step's description. */
function Badges({ view: { id, step } }: { readonly view: StepView }) {
  const { overlay } = useCanvas();
  const problems = useEditor((state) =>
    editRefusal(state) === undefined ? state.problemsOf.get(id) : undefined,
  );
  const fixed = useEditor((state) => state.flow.layout.steps[id]?.fixed === true);
  const fields = overlay.kind === "diff" ? overlay.ghosts.fields.get(id) : undefined;
  const change = overlay.kind === "diff" ? overlay.ghosts.steps.get(id) : undefined;
  return (
    <span className={styles.badges} aria-hidden="true">
      {isPinned(step) && (overlay.kind !== "run" || overlay.tried) && <Pin className={styles.pin} />}
      {fixed && overlay.kind === "edit" && <Lock />}
      {isDisabled(step) && <Ban />}
      {problems && (
        <span className={cx(styles.problems, errorsIn(problems).length === 0 && styles.warned)}>
          <TriangleAlert />
          {errorsIn(problems).length || problems.length}
        </span>
      )}
      {change && change !== "same" && (
        <span className={styles.change}>{change === "changed" ? `${fields ?? 0} changed` : change}</span>
      )}
    </span>
  );
}
