import { useMemo } from "react";
import { KeyHint } from "../../ui/controls/KeyHint.tsx";
import { Switch } from "../../ui/controls/Switch.tsx";
import { Dialog } from "../../ui/overlay/Dialog.tsx";
import { setPreferences, usePreferences } from "../../ui/preferences.ts";
import styles from "./HelpSheet.module.css";
import { useCommandList } from "./useCommands.ts";

export interface HelpSheetProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Every key that does something here: the registry, printed. */
export function HelpSheet({ open, onOpenChange }: HelpSheetProps) {
  const list = useCommandList();
  const { letterKeys } = usePreferences();
  const groups = useMemo(
    () => [
      ...Map.groupBy(
        list.filter((command) => command.keys?.length),
        (command) => command.group,
      ),
    ],
    [list],
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys" size="large">
      <div className={styles.groups}>
        {groups.map(([group, commands]) => (
          <section key={group} className={styles.group}>
            <h3 className={`small medium tertiary ${styles.title}`}>{group}</h3>
            <dl className={styles.list}>
              {commands.map((command) => (
                <div key={command.id} className={`row between gap-4 ${styles.row}`}>
                  <dt>{command.title}</dt>
                  <dd className="flex gap-2">
                    {command.keys?.map((keys) => (
                      <span key={keys}>
                        <span className="visually-hidden">{keys}</span>
                        <KeyHint keys={keys} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        label="Single-letter keys"
        hint="Turn them off if you dictate or often press keys by accident."
        checked={letterKeys}
        onCheckedChange={(next) => setPreferences({ letterKeys: next })}
      />
    </Dialog>
  );
}
