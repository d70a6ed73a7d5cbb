import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { cx } from "../cx.ts";
import styles from "./CodeEditor.module.css";
import type { CodeEditorProps } from "./CodeEditor.tsx";
import { createEditor, type Editor } from "./editor.ts";

interface LiveProps extends CodeEditorProps {
  readonly autoFocus: boolean;
  /** What was typed before it was there. */
  readonly typed: RefObject<string>;
}

/** The real thing, behind the lazy door. React owns the frame, CodeMirror what is inside. */
export default function LiveEditor(props: LiveProps) {
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(null);
  const latest = useRef(props);
  latest.current = props;

  // Before anything else is heard, so that no key falls between the text and its editor.
  useLayoutEffect(() => {
    if (!frame.current) return;
    const created = createEditor(frame.current, {
      ...latest.current,
      onChange: (value) => latest.current.onValueChange?.(value),
      onSubmit: () => {
        const { onSubmit } = latest.current;
        onSubmit?.();
        return onSubmit !== undefined;
      },
      complete: (before) => latest.current.complete?.(before) ?? null,
    });
    editor.current = created;
    if (latest.current.autoFocus) created.focus();
    created.type(latest.current.typed.current);
    latest.current.typed.current = "";
    return () => created.destroy();
  }, [props.readOnly, props.label]);

  useEffect(() => editor.current?.setValue(props.value), [props.value]);
  useEffect(() => editor.current?.setLanguage(props.language), [props.language]);
  useEffect(() => editor.current?.askAgain(), [props.complete]);
  useEffect(() => editor.current?.setDiagnostics(props.diagnostics ?? []), [props.diagnostics]);

  return (
    <div
      ref={frame}
      className={cx(styles.frame, styles.live, props.invalid && styles.invalid, props.className)}
      style={{ "--lines": props.lines ?? 4 }}
    />
  );
}
