import { Filter, Search } from "lucide-react";
import { useMemo, useRef } from "react";
import { TextInput } from "../../ui/controls/TextField.tsx";
import { useCommands } from "../commands/useCommands.ts";
import styles from "./FindBox.module.css";

export interface FindBoxProps {
  /** The page: what it lists. */
  readonly page: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  /** Undefined when nothing is looked for, as the address has it. */
  readonly onChange: (words: string | undefined) => void;
}

/** Narrows the list of a page; `/` leads here. */
export function FindBox({ page, placeholder, value = "", onChange }: FindBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  const title = `Find ${page.toLowerCase()}`;
  useCommands(
    useMemo(
      () => [
        {
          kind: "view" as const,
          id: "app.filter",
          title,
          group: page,
          keys: ["/"],
          icon: <Filter />,
          run: () => box.current?.focus(),
        },
      ],
      [title, page],
    ),
  );
  return (
    <TextInput
      type="search"
      aria-label={title}
      placeholder={placeholder}
      lead={<Search />}
      className={styles.find}
      value={value}
      onValueChange={(words) => onChange(words || undefined)}
      inputRef={box}
    />
  );
}
