import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cx } from "../../ui/cx.ts";
import styles from "./Picker.module.css";

export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly icon?: ReactNode;
  /** Further words it can be found by. */
  readonly words?: string;
}

export interface PickerProps {
  readonly title: string;
  readonly choices: readonly Choice[];
  readonly nothing: string;
  readonly onPick: (id: string) => void;
  readonly onClose: () => void;
  /** The choices are found by somebody else, who is told what is typed. */
  readonly onType?: (typed: string) => void;
  /** They are on their way: a press of Enter waits for them. */
  readonly waiting?: boolean;
  /** Below the list: that there is more of it. */
  readonly foot?: string | undefined;
  /** Beside the search box: which port, for instance. */
  readonly aside?: ReactNode;
}

/** A question over the canvas with a list to answer it from: a combobox in a dialog, found by typing. */
export function Picker(props: PickerProps) {
  const { title, choices, nothing, onPick, onClose, onType, waiting = false, foot, aside } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const entered = useRef(false);
  const id = useId();
  const found = search(choices, typed);
  const current = found[Math.min(at, found.length - 1)];

  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  });

  useEffect(() => {
    if (waiting) return;
    if (entered.current && current) pick(current.id);
    entered.current = false;
  });

  /** Closing first gives the focus back to where it came from; behind an open dialog nothing can have it. */
  function pick(choice: string): void {
    dialog.current?.close();
    onPick(choice);
  }

  function press(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const by = steps[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(found.length - 1, at + by)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (waiting) entered.current = true;
      else if (current) pick(current.id);
    }
    event.stopPropagation();
  }

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={`stack ${styles.box}`}>
        <div className={`row gap-2 ${styles.search}`}>
          <input
            className={styles.input}
            role="combobox"
            aria-label={title}
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={current && `${id}-${current.id}`}
            aria-autocomplete="list"
            placeholder={title}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
              entered.current = false;
              onType?.(event.target.value);
            }}
            onKeyDown={press}
          />
          {aside}
        </div>
        <ul
          ref={list}
          id={`${id}-list`}
          className={`grow scrolls-y ${styles.list}`}
          role="listbox"
          aria-label={title}
        >
          {found.map((choice) => (
            <li
              key={choice.id}
              id={`${id}-${choice.id}`}
              role="option"
              aria-selected={choice === current}
              className={cx(styles.choice, choice === current && styles.current)}
              onPointerMove={() => setAt(found.indexOf(choice))}
              onClick={() => pick(choice.id)}
              onKeyDown={undefined}
            >
              {choice.icon && <span className={styles.icon}>{choice.icon}</span>}
              <span className="stack grow">
                <span className="cut medium">{choice.title}</span>
                {choice.detail && <span className="cut small secondary">{choice.detail}</span>}
              </span>
              {choice.hint && <code className="fixed tertiary">{choice.hint}</code>}
            </li>
          ))}
        </ul>
        {(found.length === 0 || foot !== undefined) && !waiting && (
          <p className="secondary pad-4" role="status">
            {found.length === 0 ? nothing : foot}
          </p>
        )}
      </div>
    </dialog>
  );
}

/** All words must be somewhere; what begins with the first of them comes first. */
export function search(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return choices;
  const text = ({ title, detail = "", hint = "", words: more = "" }: Choice) =>
    `${title} ${hint} ${more} ${detail}`.toLowerCase();
  const rank = (choice: Choice) =>
    choice.title.toLowerCase().startsWith(first) ? 0 : choice.title.toLowerCase().includes(first) ? 1 : 2;
  return choices
    .filter((choice) => words.every((word) => text(choice).includes(word)))
    .toSorted((a, b) => rank(a) - rank(b));
}
