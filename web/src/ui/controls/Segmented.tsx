import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import styles from "./Segmented.module.css";
import type { Choice } from "./Select.tsx";

export interface SegmentedProps<T extends string> {
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onValueChange: (value: T) => void;
  readonly label: string;
}

/** Two to four views of the same thing; always exactly one. */
export function Segmented<T extends string>({ choices, value, onValueChange, label }: SegmentedProps<T>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next !== undefined && onValueChange(next)}
      className={styles.group}
    >
      {choices.map((choice) => (
        <Toggle key={choice.value} value={choice.value} className={styles.choice}>
          {choice.icon}
          {choice.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
