import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { cx } from "../cx.ts";
import styles from "./CodeEditor.module.css";
import { createEditor, type Editor } from "./editor.ts";
import type { CodeEditorProps, TypedAhead } from "./types.ts";

interface LiveProps extends CodeEditorProps {
  readonly entered: RefObject<boolean>;
  readonly typed: RefObject<TypedAhead>;
}

/** The real thing, behind the lazy door. React owns the frame, CodeMirror what is inside. */
export default function LiveEditor(props: LiveProps) {
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(null);
  const latest = useRef(props);
  latest.current = props;
  // What it was made with and what it told, until that comes back: by then more may have been typed.
  const told = useRef([props.value]);

  // Before anything else is heard, so that no key falls between the text and its editor.
  useLayoutEffect(() => {
    if (!frame.current) return;
    const created = createEditor(frame.current, {
      ...latest.current,
      onChange: (value) => {
        told.current.push(value);
        latest.current.onValueChange?.(value);
      },
      onSubmit: () => {
        const { onSubmit } = latest.current;
        onSubmit?.();
        return onSubmit !== undefined;
      },
      complete: (before) => latest.current.complete?.(before) ?? null,
    });
    editor.current = created;
    const { entered, typed } = latest.current;
    if (entered.current) created.focus();
    created.type(typed.current);
    typed.current = { text: "", all: false };
    return () => {
      // Made anew under another name, it is still where one writes.
      entered.current = created.hasFocus();
      created.destroy();
    };
  }, [props.readOnly, props.label]);

  useEffect(() => {
    const echo = told.current.lastIndexOf(props.value);
    if (echo === -1) editor.current?.setValue(props.value);
    told.current.splice(0, echo === -1 ? told.current.length : echo + 1);
  }, [props.value]);
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
