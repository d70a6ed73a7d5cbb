import { type Node, type NodeProps, NodeResizeControl } from "@xyflow/react";
import { memo, useState } from "react";
import { cx } from "../../ui/cx.ts";
import { grid } from "../arrange/geometry.ts";
import { setNote } from "../edit/commands/place.ts";
import { editRefusal } from "../state/may-edit.ts";
import { useCanvas, useEditor } from "../view/context.ts";
import type { NoteView } from "../view/project.ts";
import styles from "./NoteNode.module.css";

export type NoteNodeType = Node<{ readonly view: NoteView }, "note">;

/** A word to the reader. A new note is empty, and so begins being written. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<NoteNodeType>) {
  const { view } = data;
  const { editor } = useCanvas();
  const readOnly = useEditor(editRefusal) !== undefined;
  const [writing, setWriting] = useState(view.text === "" && !readOnly);
  const set = (change: Parameters<typeof setNote>[2]) =>
    editor.apply(setNote(editor.store.getState().flow, view.note, change));
  return (
    <div className={cx(styles.note, selected && styles.selected)} onDoubleClick={() => setWriting(!readOnly)}>
      {writing ? (
        <textarea
          className={cx(styles.text, "nodrag", "nowheel")}
          aria-label="Note"
          defaultValue={view.text}
          autoFocus
          onBlur={(event) => {
            setWriting(false);
            if (event.target.value !== view.text) set({ text: event.target.value });
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            event.stopPropagation();
          }}
        />
      ) : (
        <p className={styles.text}>{view.text || "Empty note"}</p>
      )}
      {selected && !readOnly && (
        <NodeResizeControl
          minWidth={120}
          minHeight={48}
          className={styles.grip ?? ""}
          onResizeEnd={(_, size) => {
            const onGrid = (length: number) => Math.round(length / grid) * grid;
            set({ x: size.x, y: size.y, w: onGrid(size.width), h: onGrid(size.height) });
          }}
        />
      )}
    </div>
  );
});
