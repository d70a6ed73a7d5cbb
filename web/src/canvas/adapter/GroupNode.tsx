import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { ChevronDown, ChevronRight, Layers } from "lucide-react";
import { memo, useState } from "react";
import { cx } from "../../ui/cx.ts";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { stateWords } from "../../ui/feedback/states.ts";
import { setGroup } from "../edit/commands/group.ts";
import { editRefusal } from "../state/may-edit.ts";
import { useCanvas, useEditor, useLiveTally } from "../view/context.ts";
import type { GroupView } from "../view/project.ts";
import styles from "./GroupNode.module.css";

export type GroupNodeType = Node<{ readonly view: GroupView }, "frame">;

/** A frame around steps, or one card in their place. */
export const GroupNode = memo(function GroupNode({ data, selected }: NodeProps<GroupNodeType>) {
  const { view } = data;
  const { editor, overlay } = useCanvas();
  const toggle = () => {
    const { flow } = editor.store.getState();
    editor.apply(setGroup(flow, view.group, { collapsed: !view.collapsed }));
  };
  return (
    <div className={cx(view.collapsed ? styles.card : styles.frame, selected && styles.selected)}>
      <div className={styles.bar}>
        <button
          type="button"
          tabIndex={-1}
          className={cx(styles.toggle, "nodrag")}
          aria-label={`${view.collapsed ? "Expand" : "Collapse"} ${view.title}`}
          aria-expanded={!view.collapsed}
          onClick={toggle}
        >
          {view.collapsed ? <ChevronRight /> : <ChevronDown />}
        </button>
        {view.collapsed && <Layers className={styles.stack} aria-hidden="true" />}
        <Title view={view} />
        <span className={styles.count}>
          {view.members.length} {view.members.length === 1 ? "step" : "steps"}
        </span>
        {overlay.kind === "run" && view.collapsed && <Tally keys={view.members} />}
      </div>
      {view.collapsed && (
        <>
          <Handle
            type="target"
            id="in"
            position={Position.Left}
            isConnectable={false}
            className={styles.handle}
            tabIndex={-1}
          />
          <Handle
            type="source"
            id="out"
            position={Position.Right}
            isConnectable={false}
            className={styles.handle}
            tabIndex={-1}
          />
        </>
      )}
    </div>
  );
});

function Title({ view }: { readonly view: GroupView }) {
  const { editor } = useCanvas();
  const readOnly = useEditor(editRefusal) !== undefined;
  const [editing, setEditing] = useState(false);
  if (!editing) {
    return (
      <span className={styles.title} onDoubleClick={() => setEditing(!readOnly)}>
        {view.title}
      </span>
    );
  }
  const rename = (title: string) => {
    setEditing(false);
    if (title.trim() !== "" && title !== view.title) {
      editor.apply(setGroup(editor.store.getState().flow, view.group, { title: title.trim() }));
    }
  };
  return (
    <input
      className={cx(styles.input, "nodrag")}
      aria-label="Name of the group"
      defaultValue={view.title}
      ref={(input) => input?.select()}
      onBlur={(event) => rename(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") rename(event.currentTarget.value);
        if (event.key === "Escape") setEditing(false);
        event.stopPropagation();
      }}
    />
  );
}

/** How many of the hidden steps are in which state, the most urgent first. */
function Tally({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={styles.states}>
      {useLiveTally(keys).map(([state, count]) => (
        <span key={state} className={`centred micro ${styles.tally}`}>
          <StateIcon state={state} label={stateWords[state]} className={styles.member} />
          {count}
        </span>
      ))}
    </span>
  );
}
