import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import { cx } from "../cx.ts";
import popup from "../popup.module.css";
import select from "./Select.module.css";
import type { Choice } from "./Select.tsx";
import text from "./TextField.module.css";

export interface ComboboxProps<T extends string> {
  readonly choices: readonly Choice<T>[];
  readonly value: T | null;
  readonly onValueChange: (value: T | null) => void;
  readonly placeholder?: string;
  readonly nothing?: string;
  readonly disabled?: boolean;
  readonly "aria-label"?: string;
}

/** One of many, found by typing. */
export function Combobox<T extends string>(props: ComboboxProps<T>) {
  const { choices, value, onValueChange, placeholder, nothing = "Nothing matches." } = props;
  return (
    <Base.Root
      items={choices}
      value={choices.find((choice) => choice.value === value) ?? null}
      onValueChange={(choice) => onValueChange(choice?.value ?? null)}
      itemToStringLabel={(choice: Choice<T>) => choice.label}
      disabled={props.disabled ?? false}
      autoHighlight
    >
      <Base.InputGroup className={text.box}>
        <Base.Input aria-label={props["aria-label"]} placeholder={placeholder} className={text.input} />
        <Base.Trigger aria-label="Show all" tabIndex={-1} className={cx(text.trail, select.open)}>
          <ChevronsUpDown />
        </Base.Trigger>
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner className={popup.positioner} sideOffset={4} collisionPadding={8}>
          <Base.Popup className={cx(popup.popup, select.popup)}>
            <Base.Empty className={popup.empty}>{nothing}</Base.Empty>
            <Base.List className={popup.list}>
              {(choice: Choice<T>) => (
                <Base.Item key={choice.value} value={choice} className={popup.item}>
                  {choice.icon && <span className={popup.icon}>{choice.icon}</span>}
                  <span className={popup.label}>{choice.label}</span>
                  {choice.detail && <span className="fixed small tertiary">{choice.detail}</span>}
                  <Base.ItemIndicator className={popup.check}>
                    <Check />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
