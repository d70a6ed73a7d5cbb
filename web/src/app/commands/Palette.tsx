import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { useMemo } from "react";
import { cx } from "../../ui/cx.ts";
import dialog from "../../ui/overlay/Dialog.module.css";
import popup from "../../ui/overlay/popup.module.css";
import { KeyHint } from "../../ui/values/KeyHint.tsx";
import { match } from "./match.ts";
import styles from "./Palette.module.css";
import { type Command, isAvailable } from "./registry.ts";
import { useCommandList } from "./useCommands.ts";

export interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

interface Group {
  readonly value: string;
  readonly items: Command[];
}

/** Everything that can be done here, found by typing. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Viewport className={styles.viewport}>
          <Dialog.Popup className={cx(dialog.popup, styles.palette)} aria-label="Commands">
            <Finder onDone={() => onOpenChange(false)} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ onDone }: { readonly onDone: () => void }) {
  const list = useCommandList();
  const groups = useMemo(() => {
    const shown = list.filter((command) => !command.unlisted && isAvailable(command));
    return [...Map.groupBy(shown, (command) => command.group)].map(
      ([value, items]): Group => ({ value, items }),
    );
  }, [list]);
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(command: Command) => command.title}
      filter={(command: Command, query) =>
        match(`${command.title} ${command.group} ${command.words ?? ""}`, query)
      }
    >
      <Autocomplete.InputGroup className={styles.box}>
        <Search aria-hidden="true" />
        <Autocomplete.Input
          className={styles.input}
          aria-label="Find a command"
          placeholder="What do you want to do?"
        />
        <KeyHint keys="Escape" />
      </Autocomplete.InputGroup>
      <Autocomplete.Empty className={popup.empty}>Nothing here goes by that name.</Autocomplete.Empty>
      <Autocomplete.List className={popup.list}>
        {(group: Group) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className={popup.group}>{group.value}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  className={cx(popup.item, styles.item)}
                  onClick={() => {
                    onDone();
                    command.run();
                  }}
                >
                  <span className={popup.icon}>{command.icon}</span>
                  <span className={popup.label}>{command.title}</span>
                  {command.keys?.[0] && <KeyHint keys={command.keys[0]} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
