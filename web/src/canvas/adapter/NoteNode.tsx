import { type Node, type NodeProps, NodeResizeControl } from "@xyflow/react";
import { memo, useEffect, useState } from "react";
import { cx } from "../../ui/cx.ts";
import { grid } from "../arrange/geometry.ts";
import { setNote } from "../edit/commands/place.ts";
import { editRefusal } from "../state/may-edit.ts";
import { useCanvas, useEditor } from "../view/context.ts";
import type { NoteView } from "../view/project.ts";
import styles from "./NoteNode.module.css";

export type NoteNodeType = Node<{ readonly view: NoteView }, "note">;

/** A word to the reader. Who adds one writes in it at once. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<NoteNodeType>) {
  const { view } = data;
  const { editor } = useCanvas();
  const readOnly = useEditor(editRefusal) !== undefined;
  const text = useEditor(({ flow }) => flow.layout.notes[view.note]?.text ?? "");
  const [writing, setWriting] = useState(() => editor.store.getState().begun === view.note);
  // Once: one that comes into sight again is not one that was just added.
  useEffect(() => {
    if (editor.store.getState().begun === view.note) editor.store.setState({ begun: undefined });
  }, [editor, view.note]);
  const set = (change: Parameters<typeof setNote>[2], gesture?: string) =>
    editor.apply(setNote(editor.store.getState().flow, view.note, change), gesture);
  return (
    <div className={cx(styles.note, selected && styles.selected)} onDoubleClick={() => setWriting(!readOnly)}>
      {writing && !readOnly ? (
        <textarea
          className={cx(styles.text, "nodrag", "nowheel")}
          aria-label="Note"
          value={text}
          autoFocus
          onChange={(event) => set({ text: event.target.value }, `note ${view.note}`)}
          onBlur={() => setWriting(false)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.closest<HTMLElement>(".react-flow")?.focus();
            event.stopPropagation();
          }}
        />
      ) : (
        <p className={styles.text}>{text || "Empty note"}</p>
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
