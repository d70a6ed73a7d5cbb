import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import popup from "../popup.module.css";
import styles from "./Select.module.css";

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly detail?: string | undefined;
}

export interface SelectProps<T extends string> {
  readonly choices: readonly Choice<T>[];
  readonly value: T | null;
  readonly onValueChange: (value: T) => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly size?: "small" | "medium";
  /** Needed when there is no Field around it. */
  readonly "aria-label"?: string;
  readonly className?: string | undefined;
}

/** One of a few. From about eight choices on, Combobox can be searched. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { choices, value, onValueChange, placeholder = "Choose", size = "medium" } = props;
  return (
    <Base.Root
      items={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      value={value}
      onValueChange={(next) => next !== null && onValueChange(next)}
      disabled={props.disabled ?? false}
    >
      <Base.Trigger
        aria-label={props["aria-label"]}
        className={cx(styles.trigger, styles[size], props.className)}
      >
        <Base.Value className={styles.value} placeholder={placeholder} />
        <Base.Icon className={styles.icon}>
          <ChevronsUpDown />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          className={popup.positioner}
          sideOffset={4}
          alignItemWithTrigger={false}
          collisionPadding={8}
        >
          <Base.Popup className={cx(popup.popup, styles.popup)}>
            <Base.List className={popup.list}>
              {choices.map((choice) => (
                <Base.Item key={choice.value} value={choice.value} className={popup.item}>
                  {choice.icon && <span className={popup.icon}>{choice.icon}</span>}
                  <Base.ItemText className={popup.label}>{choice.label}</Base.ItemText>
                  {choice.detail && <span className="fixed small tertiary">{choice.detail}</span>}
                  <Base.ItemIndicator className={popup.check}>
                    <Check />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
