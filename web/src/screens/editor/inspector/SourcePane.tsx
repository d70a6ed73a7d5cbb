import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { Editor } from "../../../canvas/state/editor.ts";
import { editRefusal } from "../../../canvas/state/may-edit.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import type { Draft } from "../draft.ts";
import styles from "./Inspector.module.css";
import { createSource } from "./source.ts";

/** The flow as text. Who leaves it has written all the same. */
export function SourcePane({ editor, draft }: { readonly editor: Editor; readonly draft: Draft }) {
  const readOnly = useStore(editor.store, editRefusal);
  const source = useMemo(() => createSource(editor, draft), [editor, draft]);
  useStore(editor.store, (state) => state.flow);
  useStore(draft.store, ({ unfinished }) => unfinished["source"]);
  useEffect(() => draft.read, [draft]);
  const wrong = source.whatIsWrong();

  return (
    <div className={styles.source}>
      <CodeEditor
        eager
        label="Source of the flow"
        language="yaml"
        lines={40}
        value={source.text()}
        readOnly={readOnly !== undefined}
        invalid={wrong !== undefined}
        onValueChange={source.write}
        className={styles.code}
      />
      <p className={wrong ? styles.bad : styles.quiet} role="status">
        {wrong ?? "YAML, as in a flow file. Text and canvas follow each other."}
      </p>
    </div>
  );
}
