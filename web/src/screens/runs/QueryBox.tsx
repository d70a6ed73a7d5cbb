import { Search } from "lucide-react";
import { type KeyboardEvent, type Ref, useId, useState } from "react";
import { completeRunQuery, type Suggestion } from "../../data/run-query/complete.ts";
import type { QueryProblem } from "../../data/run-query/parse.ts";
import { TextInput } from "../../ui/controls/TextField.tsx";
import { cx } from "../../ui/cx.ts";
import { focusMain } from "../../ui/focus-main.ts";
import styles from "./QueryBox.module.css";

export interface QueryBoxProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly QueryProblem[];
  /** Values that only the server has, by field. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  readonly inputRef: Ref<HTMLInputElement>;
}

/** `state:failed flow:order-* started:<1h`, with what could come next below it. */
export function QueryBox({ value, onChange, problems, known, inputRef }: QueryBoxProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [cursor, setCursor] = useState(value.length);
  const [active, setActive] = useState(-1);
  const { from, suggestions } = completeRunQuery(value, Math.min(cursor, value.length), known);
  const shown = open ? suggestions : [];

  function pick(suggestion: Suggestion, input: HTMLInputElement | null) {
    const ends = suggestion.insert.endsWith(":");
    const text = `${value.slice(0, from)}${suggestion.insert}${ends ? "" : " "}${value.slice(cursor).trimStart()}`;
    const next = from + suggestion.insert.length + (ends ? 0 : 1);
    onChange(text);
    setCursor(next);
    setActive(-1);
    setOpen(ends);
    requestAnimationFrame(() => input?.setSelectionRange(next, next));
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const chosen = shown[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      setOpen(true);
      if (suggestions.length > 0) setActive((active + by + suggestions.length) % suggestions.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen) pick(chosen, event.currentTarget);
    else if (event.key === "Enter") setOpen(false);
    else if (event.key === "Escape" && shown.length > 0) setOpen(false);
    else if (event.key === "Escape") focusMain();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const problem = problems[0];
  return (
    <div className={styles.box}>
      <TextInput
        inputRef={inputRef}
        role="combobox"
        aria-label="Filter runs"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={shown[active] ? `${id}${active}` : undefined}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}problem` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="state:failed flow:order-* started:<1h"
        lead={<Search />}
        mono={value !== ""}
        value={value}
        onValueChange={(text) => {
          onChange(text);
          setOpen(true);
          setActive(-1);
        }}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? value.length)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {shown.length > 0 && (
        <ul id={`${id}list`} role="listbox" aria-label="What could come next" className={styles.list}>
          {shown.map((suggestion, index) => (
            <li
              key={suggestion.label}
              id={`${id}${index}`}
              role="option"
              aria-selected={index === active}
              className={cx(styles.option, index === active && styles.active)}
              onPointerDown={(event) => {
                event.preventDefault();
                pick(suggestion, event.currentTarget.closest("div")?.querySelector("input") ?? null);
              }}
            >
              <code>{suggestion.label}</code>
              {suggestion.detail && <span className="cut micro tertiary mono">{suggestion.detail}</span>}
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <p id={`${id}problem`} className={styles.problem}>
          {problem.message}
        </p>
      )}
    </div>
  );
}
