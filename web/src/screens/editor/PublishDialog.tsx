import { useState } from "react";
import { useStore } from "zustand";
import { diffFlows } from "../../canvas/model/diff.ts";
import { emptyFlow, type Flow } from "../../canvas/model/model.ts";
import type { Problem as FlowProblem } from "../../canvas/model/problem.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { callForms } from "../../data/call-forms.ts";
import { toProblem } from "../../data/problem.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import type { Problem } from "../../ui/feedback/problem.ts";
import { Dialog, DialogClose } from "../../ui/overlay/Dialog.tsx";
import { say } from "../../ui/overlay/toast.ts";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import styles from "./Dialogs.module.css";
import type { Draft } from "./draft.ts";
import { ProblemList, useProblems } from "./ProblemsBar.tsx";
import { readProblems } from "./server.ts";

export interface PublishDialogProps {
  readonly slug: string;
  readonly draft: Draft;
  readonly editor: Editor;
  readonly onClose: () => void;
  readonly onGo: (step: string | undefined) => void;
}

/** What will be new, a note for those who read the history, and whatever stands in the way. */
export function PublishDialog({ slug, draft, editor, onClose, onGo }: PublishDialogProps) {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused>();
  const { published, version, revision } = useStore(draft.store);
  const flow = useStore(editor.store, (state) => state.flow);
  const here = useProblems(editor, draft);
  const problems = refused?.problems ?? here;

  async function publish() {
    setBusy(true);
    setRefused(undefined);
    try {
      const number = await draft.publish(note);
      say(`Published v${number}`, { description: "New runs take it. Runs under way stay on theirs." });
      onClose();
    } catch (error) {
      setRefused(refusedBy(error));
      setBusy(false);
    }
  }

  const go = (step: string | undefined) => {
    onClose();
    onGo(step);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      title={`Publish v${(version ?? 0) + 1}`}
      description={changesOf(published ?? emptyFlow(flow.name), flow)}
      actions={
        <>
          <CopyAs
            {...callForms("publish_draft", {
              slug,
              expected_revision: revision,
              ...(note.trim() === "" ? {} : { note }),
            })}
          />
          <DialogClose render={<Button disabled={busy}>Not yet</Button>} />
          <Button
            look="primary"
            busy={busy}
            blocked={problems.length > 0 ? "Solve the problems first." : undefined}
            onClick={() => void publish()}
          >
            Publish
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <TextField
          label="Note"
          hint="What changed and why. Kept with the version."
          value={note}
          onValueChange={setNote}
          onKeyDown={(event) => event.key === "Enter" && problems.length === 0 && !busy && void publish()}
        />
        {problems.length > 0 && <ProblemList problems={problems} editor={editor} onGo={go} />}
        {refused && !refused.problems && <ErrorCallout problem={refused.problem} />}
      </div>
    </Dialog>
  );
}

export function DiscardDialog({ slug, draft, onClose }: Omit<PublishDialogProps, "editor" | "onGo">) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const { version, revision } = useStore(draft.store);

  async function discard() {
    setBusy(true);
    try {
      await draft.discard();
      onClose();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      size="small"
      title="Discard the draft"
      description={`The editor goes back to v${version ?? 0}. The draft and its undo history are gone.`}
      actions={
        <>
          <CopyAs {...callForms("discard_draft", { slug, expected_revision: revision })} />
          <DialogClose render={<Button disabled={busy}>Keep it</Button>} />
          <Button look="danger" busy={busy} onClick={() => void discard()}>
            Discard
          </Button>
        </>
      }
    >
      {problem && <ErrorCallout problem={problem} />}
    </Dialog>
  );
}

export interface Refused {
  readonly problem: Problem;
  /** Present where deploy listed what is wrong with the flow. */
  readonly problems: readonly FlowProblem[] | undefined;
}

export function refusedBy(error: unknown): Refused {
  const problem = toProblem(error);
  const listed = readProblems(problem.detail);
  return { problem, problems: listed.length > 0 ? listed : undefined };
}

/** `2 steps added, 1 changed`: what somebody who knows the last version wants to hear. */
export function changesOf(before: Flow, after: Flow): string {
  const diff = diffFlows(before, after);
  const edges = diff.edgesAdded.length + diff.edgesRemoved.length;
  const parts = [
    [diff.added.length, "added"],
    [diff.changed.length, "changed"],
    [diff.removed.length, "removed"],
  ] as const;
  const steps = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${count === 1 ? "step" : "steps"} ${word}`);
  const all = [
    ...steps,
    ...(edges > 0 ? [`${edges} ${edges === 1 ? "connection" : "connections"} changed`] : []),
    ...(diff.fields.length > 0 ? ["details of the flow changed"] : []),
  ];
  return all.length === 0 ? "Only the arrangement changed." : `${all.join(", ")}.`;
}
