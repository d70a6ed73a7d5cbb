import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useStore } from "zustand";
import { diffFlows } from "#language/flow/diff.ts";
import { emptyFlow, type Flow } from "#language/flow/document.ts";
import { errorsIn, type Problem as FlowProblem, readProblems } from "#language/flow/problem.ts";
import { useRefusal } from "../../app/useWho.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { callForms, inTurn } from "../../data/call-forms.ts";
import { toProblem } from "../../data/problem.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../ui/overlay/Dialog.tsx";
import { say } from "../../ui/overlay/toast.ts";
import type { Problem } from "../../ui/problem.ts";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import styles from "./Dialogs.module.css";
import type { Draft } from "./draft.ts";
import { lastRun } from "./expression/last-run.ts";
import { fork } from "./fork.ts";
import { ProblemList, useProblems } from "./ProblemsBar.tsx";

export interface PublishDialogProps {
  readonly slug: string;
  readonly draft: Draft;
  readonly editor: Editor;
  /** The run that is looked at. One that failed can be run again on what is published. */
  readonly run: number | undefined;
  readonly onClose: () => void;
  readonly onGo: (step: string | undefined) => void;
  readonly onStarted: (run: string) => void;
}

/** What will be new, a note for those who read the history, and whatever stands in the way. */
export function PublishDialog({ slug, draft, editor, run, onClose, onGo, onStarted }: PublishDialogProps) {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState<"publish" | "fork">();
  const mayNotFork = useRefusal("fork_run");
  const { data: looked } = useQuery({ ...lastRun(slug, run), enabled: run !== undefined });
  const failed = run !== undefined && looked?.state === "failed" && looked.version ? looked.id : undefined;
  const [refused, setRefused] = useState<Refused>();
  const { published, version, revision } = useStore(draft.store);
  const flow = useStore(editor.store, (state) => state.flow);
  const here = useProblems(editor, draft);
  const problems = refused?.problems ?? here;

  async function publish(again?: string) {
    setBusy(again === undefined ? "publish" : "fork");
    setRefused(undefined);
    try {
      const number = await draft.publish(note);
      say(`Published v${number}`, { description: "New runs take it. Runs under way stay on theirs." });
    } catch (error) {
      setRefused(refusedBy(error));
      setBusy(undefined);
      return;
    }
    // It is published, whatever becomes of the run.
    onClose();
    if (again !== undefined) await fork(again, onStarted);
  }

  const go = (step: string | undefined) => {
    onClose();
    onGo(step);
  };
  const blocked = errorsIn(problems).length > 0 ? "Solve the problems first." : undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && busy === undefined && onClose()}
      title={`Publish v${(version ?? 0) + 1}`}
      description={changesOf(published ?? emptyFlow(flow.name), flow)}
      actions={
        <>
          <CopyAs
            {...inTurn(
              callForms("publish_draft", {
                slug,
                expected_revision: revision,
                ...(note.trim() === "" ? {} : { note }),
              }),
              failed === undefined ? undefined : callForms("fork_run", { run_id: BigInt(failed) }),
            )}
          />
          <DialogClose render={<Button disabled={busy !== undefined}>Not yet</Button>} />
          <Button
            look={failed === undefined ? "primary" : "secondary"}
            busy={busy === "publish"}
            blocked={blocked}
            onClick={() => void publish()}
          >
            Publish
          </Button>
          {failed !== undefined && (
            <Button
              look="primary"
              busy={busy === "fork"}
              blocked={blocked ?? mayNotFork}
              onClick={() => void publish(failed)}
            >
              Publish and re-drive run {failed}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.body}>
        <TextField
          label="Note"
          hint="What changed and why. Kept with the version."
          value={note}
          onValueChange={setNote}
          onKeyDown={(event) => event.key === "Enter" && !blocked && !busy && void publish()}
        />
        {failed !== undefined && (
          <p className="small medium secondary">
            Run {failed} stays as it is. A new run takes its input, and what succeeded in it and did not
            change since is reused.
          </p>
        )}
        {problems.length > 0 && <ProblemList problems={problems} editor={editor} onGo={go} />}
        {refused && !refused.problems && <ErrorCallout problem={refused.problem} />}
      </div>
    </Dialog>
  );
}

export function DiscardDialog({
  slug,
  draft,
  onClose,
}: Pick<PublishDialogProps, "slug" | "draft" | "onClose">) {
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
