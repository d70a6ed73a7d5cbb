import { useState } from "react";
import type { RunRowFragment } from "../../data/generated/graphql.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { isState, stateWords } from "../../ui/feedback/states.ts";
import { Dialog, DialogClose } from "../../ui/overlay/Dialog.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import styles from "./BulkDialog.module.css";
import { act, type BulkAction, bulkForms, bulkWords, dryRun, type Outcome } from "./bulk.ts";

export interface BulkDialogProps {
  readonly action: BulkAction;
  readonly runs: readonly RunRowFragment[];
  readonly onClose: () => void;
}

/** First how many, then why, then how it went with each. */
export function BulkDialog({ action, runs, onClose }: BulkDialogProps) {
  // What was chosen when it was opened: rows that change below must not change what is agreed to.
  const [dry] = useState(() => dryRun(action, runs));
  const [reason, setReason] = useState("");
  const [phase, setPhase] = useState<"asked" | "acting" | "done">("asked");
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const words = bulkWords[action];
  const count = dry.able.length;
  const failures = outcomes.filter((one) => one.problem);

  async function go() {
    setPhase("acting");
    await act(
      action,
      dry.able.map((run) => run.id),
      reason,
      (outcome) => setOutcomes((before) => [...before, outcome]),
    );
    setPhase("done");
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && phase !== "acting" && onClose()}
      title={`${words.title}: ${count} of ${runs.length} ${runs.length === 1 ? "run" : "runs"}`}
      description={words.what}
      actions={
        phase === "done" ? (
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            {count > 0 && <CopyAs {...bulkForms(action, dry.able, reason)} />}
            <DialogClose render={<Button disabled={phase === "acting"}>Leave them</Button>} />
            <Button
              look={action === "cancel_run" ? "danger" : "primary"}
              busy={phase === "acting"}
              blocked={count === 0 ? "None of these runs is in a state that allows it" : undefined}
              onClick={() => void go()}
            >
              {words.title} {count}
            </Button>
          </>
        )
      }
    >
      {dry.left.size > 0 && (
        <ul className={styles.left} aria-label="Left alone">
          {[...dry.left].map(([state, number]) => (
            <li key={state}>
              {isState(state) && <StateIcon state={state} />}
              {number} {isState(state) ? stateWords[state].toLowerCase() : state}: left alone, since that
              state does not allow it
            </li>
          ))}
        </ul>
      )}
      {phase === "asked" ? (
        <TextField
          label="Reason"
          hint="Kept with each run, for whoever asks later."
          value={reason}
          onValueChange={setReason}
        />
      ) : (
        <div className={styles.outcomes}>
          <p role="status">
            {outcomes.length - failures.length} of {count} {words.done}
            {failures.length > 0 && `, ${failures.length} refused`}
          </p>
          <ul>
            {outcomes.map(({ id, problem }) => (
              <li key={id} className={styles.outcome}>
                <StateIcon state={problem ? "failed" : "succeeded"} />
                <span className={styles.id}>Run {id}</span>
                {problem ? (
                  <span>
                    <code>{problem.code}</code> {problem.message}
                  </span>
                ) : (
                  <span>{words.done}</span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
