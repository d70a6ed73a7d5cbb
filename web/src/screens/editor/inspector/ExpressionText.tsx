import {
  type KeyboardEvent,
  lazy,
  Suspense,
  type SyntheticEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Candidate } from "../../../canvas/model/completion.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { TextArea, TextInput } from "../../../ui/controls/TextField.tsx";
import type { TextSlotProps } from "../../../ui/form/context.ts";
import { useCompletion } from "../expression/useCompletion.ts";
import styles from "./ExpressionText.module.css";

export interface ExpressionTextProps extends TextSlotProps {
  readonly editor: Editor;
  readonly step: string;
  readonly secrets: readonly string[];
}

type TextControl = HTMLInputElement | HTMLTextAreaElement;
const shownAtOnce = 50;

/** With the evaluator behind it, so only where there is an expression. */
const ExpressionPreview = lazy(async () => ({
  default: (await import("../expression/ExpressionPreview.tsx")).ExpressionPreview,
}));

/** A text that may hold `{{ }}`: inside the braces it offers what can stand there, and below it says what they give. */
export function ExpressionText(props: ExpressionTextProps) {
  const { value, onValueChange, label, placeholder, multiline, readOnly, editor, step, secrets } = props;
  const list = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(0);
  const text = caret === undefined || readOnly ? undefined : value;
  const complete = useCompletion({ editor, step, secrets, text });
  const completion = useMemo(
    () => (caret === undefined || readOnly ? undefined : complete(value, caret)),
    [caret, value, complete, readOnly],
  );
  const candidates = completion?.candidates.slice(0, shownAtOnce) ?? [];
  const open = candidates.length > 0;
  const current = Math.min(active, candidates.length - 1);

  useEffect(() => {
    frame.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const control = () => frame.current?.querySelector<TextControl>("input, textarea");

  function follow(event: SyntheticEvent<TextControl>): void {
    const { selectionStart, selectionEnd } = event.currentTarget;
    setCaret(selectionStart !== null && selectionStart === selectionEnd ? selectionStart : undefined);
  }

  function accept(candidate: Candidate): void {
    if (!completion) return;
    const after = value.slice(completion.to);
    const closed = after.includes("}}");
    const at = completion.from + candidate.insert.length;
    onValueChange(value.slice(0, completion.from) + candidate.insert + (closed ? after : `${after} }}`));
    setActive(0);
    // The control has its new text after the next drawing; a path goes on with its dot, a call with its argument.
    requestAnimationFrame(() => {
      control()?.setSelectionRange(at, at);
      setCaret(candidate.kind === "function" ? at : undefined);
    });
  }

  function press(event: KeyboardEvent<TextControl>): void {
    if (!open) return;
    const chosen = candidates[current];
    if (event.key === "ArrowDown") setActive((current + 1) % candidates.length);
    else if (event.key === "ArrowUp") setActive((current + candidates.length - 1) % candidates.length);
    else if (event.key === "Enter" && chosen) accept(chosen);
    else if (event.key === "Escape") setCaret(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const shared = {
    value,
    placeholder,
    readOnly,
    mono: value.includes("{{"),
    autoComplete: "off",
    spellCheck: false,
    "aria-autocomplete": "list",
    "aria-controls": open ? list : undefined,
    "aria-activedescendant": open ? `${list}-${current}` : undefined,
    onValueChange: (next: string) => {
      setActive(0);
      onValueChange(next);
    },
    onInput: follow,
    onClick: follow,
    onKeyDown: press,
    onBlur: () => setCaret(undefined),
  } as const;
  return (
    <>
      <div ref={frame} className="relative">
        {multiline ? (
          <TextArea rows={value.includes("\n") ? 5 : 2} {...shared} />
        ) : (
          <TextInput
            {...shared}
            trail={value.includes("{{") ? <span className={`micro mono ${styles.mark}`}>fx</span> : undefined}
          />
        )}
        {open && (
          <ul id={list} role="listbox" aria-label={`What ${label} can use`} className={styles.list}>
            {candidates.map((candidate, index) => (
              <li
                key={`${candidate.kind} ${candidate.label}`}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === current}
                className={styles.option}
                // The focus stays in the text.
                onPointerDown={(event) => {
                  event.preventDefault();
                  accept(candidate);
                }}
              >
                <code className={styles.name}>{candidate.label}</code>
                <span className={`cut grow small tertiary ${styles.detail}`}>{candidate.detail}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {value.includes("{{") && (
        <Suspense>
          <ExpressionPreview editor={editor} step={step} value={value} secrets={secrets} />
        </Suspense>
      )}
    </>
  );
}
