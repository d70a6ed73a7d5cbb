import { useEffect, useRef, useState } from "react";
import { parseFlow, printFlow } from "../../../canvas/model/text.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import styles from "./Inspector.module.css";

/** The flow as text, both ways. Text that is no flow yet stays as it is, says why, and changes nothing. */
export function SourcePane({ editor }: { readonly editor: Editor }) {
  const [text, setText] = useState(() => printFlow(editor.store.getState().flow, "yaml"));
  const [wrong, setWrong] = useState<string>();
  const latest = useRef(text);
  latest.current = text;
  const writing = useRef(false);

  // What is done on the canvas is written into the text, and only where it differs: comments stay.
  useEffect(
    () =>
      editor.store.subscribe(({ flow }, before) => {
        if (flow === before.flow || writing.current) return;
        setText(printFlow(flow, "yaml", latest.current));
        setWrong(undefined);
      }),
    [editor],
  );

  function write(next: string): void {
    if (next === latest.current) return;
    setText(next);
    const { flow, problems } = parseFlow(next, editor.store.getState().flow.name);
    const [first] = problems;
    setWrong(flow ? undefined : `${first?.path ?? ""} ${first?.message ?? "This is no flow yet"}`.trim());
    if (!flow) return;
    writing.current = true;
    editor.replace(flow, "Edit as text", "typing");
    writing.current = false;
  }

  return (
    <div className={styles.source}>
      <CodeEditor
        eager
        label="Source of the flow"
        language="yaml"
        lines={40}
        value={text}
        invalid={wrong !== undefined}
        onValueChange={write}
        className={styles.code}
      />
      <p className={wrong ? styles.bad : styles.quiet} role="status">
        {wrong ?? "YAML, as in a flow file. Text and canvas follow each other."}
      </p>
    </div>
  );
}
