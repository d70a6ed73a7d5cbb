import { useState } from "react";
import { useStore } from "zustand";
import type { Json } from "#language/flow/document.ts";
import type { Conflict, Side } from "#language/flow/merge.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { Segmented } from "../../ui/controls/Segmented.tsx";
import { Dialog } from "../../ui/overlay/Dialog.tsx";
import styles from "./Dialogs.module.css";
import { type Clash, type Draft } from "./draft.ts";

/** Asks about each place that two people changed; everything else is already together. */
export function MergeDialog({ draft }: { readonly draft: Draft }) {
  const clash = useStore(draft.store, (state) => state.clash);
  return clash && <Merge key={clash.theirs.revision} clash={clash} draft={draft} />;
}

function Merge({ clash, draft }: { readonly clash: Clash; readonly draft: Draft }) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Side>>(new Map());
  const who = clash.theirs.author ?? "Somebody";
  const count = clash.conflicts.length;
  return (
    <Dialog
      open
      // It must be decided: until then nothing more is saved.
      onOpenChange={() => {}}
      size="large"
      title="Two people changed this flow"
      description={`${who} saved it meanwhile. What only one of you changed is kept; ${
        count === 1 ? "one place needs" : `${count} places need`
      } a choice. Undo leads back to yours.`}
      actions={
        <>
          <Button onClick={() => setChosen(all(clash.conflicts, "theirs"))}>All theirs</Button>
          <Button onClick={() => setChosen(all(clash.conflicts, "mine"))}>All mine</Button>
          <Button look="primary" onClick={() => void draft.resolve(chosen)}>
            Merge
          </Button>
        </>
      }
    >
      <ul className={`grid gap-4 ${styles.conflicts}`}>
        {clash.conflicts.map((conflict) => {
          const key = conflict.path.join("/");
          const side = chosen.get(key) ?? "mine";
          return (
            <li key={key} className="grid gap-2">
              <div className="row between gap-3">
                <code className={styles.path}>{conflict.path.join(".")}</code>
                <Segmented
                  label={`Whose ${conflict.path.join(".")}`}
                  value={side}
                  choices={[
                    { value: "mine", label: "Mine" },
                    { value: "theirs", label: "Theirs" },
                  ]}
                  onValueChange={(next) => setChosen(new Map(chosen).set(key, next))}
                />
              </div>
              <div className={`grid gap-2 ${styles.sides}`}>
                <Value title="Mine" value={conflict.mine} chosen={side === "mine"} />
                <Value title="Theirs" value={conflict.theirs} chosen={side === "theirs"} />
              </div>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

function Value(props: {
  readonly title: string;
  readonly value: Json | undefined;
  readonly chosen: boolean;
}) {
  return (
    <figure className={styles.side} data-chosen={props.chosen}>
      <figcaption>{props.title}</figcaption>
      <pre>{props.value === undefined ? "removed" : JSON.stringify(props.value, null, 2)}</pre>
    </figure>
  );
}

const all = (conflicts: readonly Conflict[], side: Side): ReadonlyMap<string, Side> =>
  new Map(conflicts.map(({ path }) => [path.join("/"), side]));
