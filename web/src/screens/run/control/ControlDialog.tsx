import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { StepDetailDocument, StepWholeDocument } from "../../../../generated/graphql.ts";
import { toProblem } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import { Button } from "../../../ui/controls/Button.tsx";
import { Switch } from "../../../ui/controls/Switch.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import type { Problem } from "../../../ui/problem.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { readPayload } from "../payload.ts";
import { keyOf, type StepRow } from "../steps.ts";
import { ask, type Intent, wordings } from "./actions.ts";
import { Consequences } from "./Consequences.tsx";
import styles from "./Control.module.css";
import { actionForms } from "./forms.ts";
import { readJson } from "./json-text.ts";
import { useConsequences } from "./useConsequences.ts";

export interface ControlDialogProps {
  readonly run: string;
  readonly intent: Intent;
  readonly steps: readonly StepRow[];
  readonly effects: ReadonlyMap<string, string>;
  readonly onClose: () => void;
  readonly onAsked: (intent: Intent) => void;
}

/** The one place from which a run is steered: what would happen, what is kept, why, and only then the button. */
export function ControlDialog({ run, intent, steps, effects, onClose, onAsked }: ControlDialogProps) {
  const words = wordings[intent.action];
  const step = "step" in intent ? intent.step : undefined;
  const [reason, setReason] = useState("");
  const [downstream, setDownstream] = useState(true);
  const [edited, setEdited] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const consequences = useConsequences(run, intent, steps, effects, downstream);
  const input = useInput(run, intent.action === "redrive_step" ? step : undefined);
  const signal = intent.action === "signal_step";

  const original = signal ? "{}" : input;
  const text = edited ?? original ?? "";
  const json = readJson(text);
  const changed = signal || (edited !== undefined && edited !== original);
  const blocked = changed && !json.ok ? json.message : undefined;

  const answers = { reason, downstream, ...(changed && json.ok ? { value: json.value } : {}) };

  async function go() {
    setBusy(true);
    setProblem(undefined);
    try {
      await ask(run, intent, answers);
      onAsked(intent);
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
      title={step ? `${words.title}: ${keyOf(step)}` : `${words.title} run ${run}`}
      description={words.what}
      size={consequences || signal ? "large" : "small"}
      actions={
        <>
          <CopyAs {...actionForms(run, intent, answers)} />
          <DialogClose render={<Button disabled={busy}>Leave it</Button>} />
          <Button
            look={intent.action === "cancel_run" ? "danger" : "primary"}
            busy={busy}
            blocked={blocked}
            onClick={() => void go()}
          >
            {changed && !signal ? "Re-drive with this input" : words.title}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {consequences && <Consequences {...consequences} />}
        {step && intent.action === "redrive_step" && (
          <Switch
            label="Run what is below it, too"
            hint={
              downstream
                ? "Steps after this one run again with its new output."
                : "Only this step's output is replaced. Steps after it keep what they have."
            }
            checked={downstream}
            onCheckedChange={setDownstream}
          />
        )}
        {step && (signal || intent.action === "redrive_step") && original !== undefined && (
          <div className="grid gap-2">
            <h3 className={`flex small secondary gap-2 ${styles.heading}`}>{signal ? "Payload" : "Input"}</h3>
            <CodeEditor
              label={signal ? "Payload" : "Input"}
              language="json"
              lines={8}
              value={text}
              onValueChange={setEdited}
              invalid={changed && !json.ok}
              diagnostics={json.ok ? [] : [json.diagnostic]}
              onSubmit={() => !blocked && void go()}
            />
            <p className={blocked ? styles.bad : styles.quiet} role="status">
              {blocked ??
                (changed && !signal ? "Edited: the step gets this instead of what the flow derives." : "")}
            </p>
          </div>
        )}
        <TextField
          label="Reason"
          hint="Kept in the run's history."
          value={reason}
          onValueChange={setReason}
          onKeyDown={(event) => event.key === "Enter" && !blocked && !busy && void go()}
        />
        {problem && <ErrorCallout problem={problem} />}
      </div>
    </Dialog>
  );
}

/** The input as it was, whole: what is edited and sent back may not be a shortened copy. */
function useInput(run: string, step: StepRow | undefined): string | undefined {
  const { data } = useQuery({
    queryKey: ["step input", run, step && keyOf(step), step?.attempt],
    queryFn: async ({ signal }) => {
      const name = { id: run, step: step?.step ?? "", scope: step?.scope ?? "" };
      const { stepPreview } = await request(StepDetailDocument, name, signal);
      const preview = readPayload(stepPreview?.input);
      const value = preview?.cut
        ? (await request(StepWholeDocument, name, signal)).input
        : (preview?.value ?? null);
      return JSON.stringify(value, null, 2);
    },
    enabled: step !== undefined,
    gcTime: 0,
  });
  return data;
}
