import { lazy, type ReactNode, Suspense, useEffect, useId, useState, useSyncExternalStore } from "react";
import { cx } from "../cx.ts";
import sample from "../values/CodeSample.module.css";
import { highlight } from "../values/highlight.ts";
import styles from "./CodeEditor.module.css";
import type { Completer, Diagnostic, Language } from "./types.ts";

export interface CodeEditorProps {
  readonly value: string;
  readonly label: string;
  readonly language: Language;
  readonly onValueChange?: (value: string) => void;
  readonly readOnly?: boolean;
  readonly diagnostics?: readonly Diagnostic[];
  readonly complete?: Completer;
  /** Mod+Enter in the editor. */
  readonly onSubmit?: () => void;
  readonly placeholder?: string;
  /** Starts as an editor rather than on the first focus. */
  readonly eager?: boolean;
  readonly lines?: number;
  readonly invalid?: boolean;
  readonly className?: string | undefined;
}

const Live = lazy(async () => import("./LiveEditor.tsx"));

/**
 * At most one real editor is on a page at a time (forms of thirty fields froze others). The rest are the same text,
 * coloured, and become the editor when they are entered; so the 200 KB behind it load on the first focus.
 */
export function CodeEditor(props: CodeEditorProps) {
  const id = useId();
  const [focused, setFocused] = useState(false);
  const holder = useSyncExternalStore(subscribe, () => current);
  const { eager = false } = props;
  useEffect(() => {
    if (eager) take(id);
    return () => release(id);
  }, [id, eager]);

  const resting = (
    <Resting
      {...props}
      onEnter={() => {
        setFocused(true);
        take(id);
      }}
    />
  );
  if (holder !== id) return resting;
  return (
    <Suspense fallback={resting}>
      <Live {...props} autoFocus={focused} />
    </Suspense>
  );
}

function Resting(props: CodeEditorProps & { readonly onEnter: () => void }): ReactNode {
  const { value, label, language, placeholder = "", lines = 4, onEnter } = props;
  // Colouring is for reading; a text beyond this is opened to be read.
  const text = value.length > 20_000 ? `${value.slice(0, 20_000)}…` : value;
  const parts = highlight(text, language === "sql" || language === "json" ? language : "text");
  return (
    <div
      role="textbox"
      aria-multiline="true"
      aria-readonly={props.readOnly}
      aria-label={label}
      aria-invalid={props.invalid}
      tabIndex={0}
      className={cx(styles.frame, styles.resting, props.invalid && styles.invalid, props.className)}
      style={{ "--lines": lines }}
      onFocus={onEnter}
      onPointerDown={onEnter}
    >
      {value === "" ? (
        <span className={styles.placeholder}>{placeholder}</span>
      ) : (
        parts.map((part, index) => (
          <span key={index} className={part.kind && sample[part.kind]}>
            {part.text}
          </span>
        ))
      )}
    </div>
  );
}

const listeners = new Set<() => void>();
let current: string | null = null;

function take(id: string) {
  if (current === id) return;
  current = id;
  for (const listener of listeners) listener();
}

function release(id: string) {
  if (current !== id) return;
  current = null;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
