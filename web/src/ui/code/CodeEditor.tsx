import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useRef,
  useSyncExternalStore,
} from "react";
import { cx } from "../cx.ts";
import sample from "../values/CodeSample.module.css";
import { highlight } from "../values/highlight.ts";
import styles from "./CodeEditor.module.css";
import type LiveEditor from "./LiveEditor.tsx";
import type { CodeEditorProps, TypedAhead } from "./types.ts";

let Live: typeof LiveEditor | undefined;

/**
 * At most one real editor is on a page at a time (forms of thirty fields froze others). The rest are the same text,
 * coloured, and become the editor when they are entered; so the 200 KB behind it load on the first focus. Until they are
 * there the focus stays, and what is typed is kept for the editor.
 */
export function CodeEditor(props: CodeEditorProps) {
  const id = useId();
  /** Until it has come, or is left before that: it would take the focus out of another field. */
  const entered = useRef(false);
  const typed = useRef<TypedAhead>({ text: "", all: false });
  const holder = useSyncExternalStore(subscribe, () => Live && current);
  const latest = useRef(props);
  latest.current = props;
  const { eager = false } = props;
  // Who leaves before the editor has come has written all the same.
  const settle = useCallback(() => {
    const { text, all } = typed.current;
    typed.current = { text: "", all: false };
    const { value, readOnly, onValueChange } = latest.current;
    if (text !== "" && !readOnly) onValueChange?.(all ? text : text + value);
  }, []);
  useEffect(() => {
    if (eager) take(id);
    return () => {
      settle();
      release(id);
    };
  }, [id, eager, settle]);

  if (Live && holder === id) return <Live {...props} entered={entered} typed={typed} />;
  return (
    <Resting
      {...props}
      typed={typed}
      onLeave={() => {
        entered.current = false;
        settle();
      }}
      onEnter={() => {
        entered.current = true;
        take(id);
      }}
    />
  );
}

interface RestingProps extends CodeEditorProps {
  readonly typed: RefObject<TypedAhead>;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
}

function Resting(props: RestingProps): ReactNode {
  const { value, label, language, placeholder = "", lines = 4, typed, onEnter, onLeave } = props;
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
      onBlur={onLeave}
      onPointerDown={onEnter}
      onKeyDown={(event) => {
        const { key, ctrlKey, metaKey, altKey } = event;
        const { text, all } = typed.current;
        const isAll = (ctrlKey || metaKey) && key === "a";
        if (isAll) typed.current = { text: "", all: true };
        else if (ctrlKey || metaKey || altKey) return;
        else if (key === "Backspace") typed.current = { text: text.slice(0, -1), all };
        else if (key === "Enter") typed.current = { text: `${text}\n`, all };
        else if (key.length === 1) typed.current = { text: text + key, all };
        else return;
        event.preventDefault();
      }}
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
  if (current !== id) {
    current = id;
    tell();
  }
  // What cannot be fetched now is asked for again by the next focus.
  if (!Live) {
    void import("./LiveEditor.tsx").then(
      (loaded) => {
        Live = loaded.default;
        tell();
      },
      () => {},
    );
  }
}

function release(id: string) {
  if (current !== id) return;
  current = null;
  tell();
}

function tell() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
