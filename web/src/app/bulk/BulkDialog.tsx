import { useState } from "react";
import { Button } from "../../ui/controls/Button.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { Dialog, DialogClose } from "../../ui/overlay/Dialog.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import styles from "./BulkDialog.module.css";
import { actOnEach, type Bulk, type Outcome } from "./bulk.ts";

export interface BulkDialogProps {
  readonly bulk: Bulk;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** First how many, then why, then how it went with each. */
export function BulkDialog({ bulk, onClose, onDone }: BulkDialogProps) {
  // What was chosen when it was opened: rows that change below must not change what is agreed to.
  const [{ title, what, done, danger, able, left, marked, noun, takesReason, forms, act }] = useState(bulk);
  const [reason, setReason] = useState("");
  const [phase, setPhase] = useState<"asked" | "acting" | "done">("asked");
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const count = able.length;
  const failures = outcomes.filter((one) => one.problem);

  async function go() {
    setPhase("acting");
    await actOnEach({ able, act }, reason, (outcome) => setOutcomes((before) => [...before, outcome]));
    setPhase("done");
    onDone?.();
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && phase !== "acting" && onClose()}
      title={`${title}: ${count} of ${marked} ${noun[marked === 1 ? 0 : 1]}`}
      description={what}
      actions={
        phase === "done" ? (
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            {count > 0 && <CopyAs {...forms(reason)} />}
            <DialogClose render={<Button disabled={phase === "acting"}>Leave them</Button>} />
            <Button
              look={danger ? "danger" : "primary"}
              busy={phase === "acting"}
              blocked={count === 0 ? `None of these ${noun[1]} is in a state that allows it` : undefined}
              onClick={() => void go()}
            >
              {title} {count}
            </Button>
          </>
        )
      }
    >
      {left.length > 0 && (
        <ul className={styles.left} aria-label="Left alone">
          {left.map(({ key, icon, words }) => (
            <li key={key}>
              {icon}
              {words}
            </li>
          ))}
        </ul>
      )}
      {phase === "asked" ? (
        takesReason && (
          <TextField
            label="Reason"
            hint={`Kept with each ${noun[0]}, for whoever asks later.`}
            value={reason}
            onValueChange={setReason}
          />
        )
      ) : (
        <div className={styles.outcomes}>
          <p role="status">
            {outcomes.length - failures.length} of {count} {done}
            {failures.length > 0 && `, ${failures.length} refused`}
          </p>
          <ul>
            {outcomes.map(({ key, name, problem }) => (
              <li key={key} className={styles.outcome}>
                <StateIcon state={problem ? "failed" : "succeeded"} />
                <span className={styles.name}>{name}</span>
                {problem ? (
                  <span>
                    <code>{problem.code}</code> {problem.message}
                  </span>
                ) : (
                  <span className="soft">{done}</span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
