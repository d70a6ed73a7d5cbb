import { useState } from "react";
import { useStore } from "zustand";
import { codes } from "#language/flow/codes.ts";
import { errorsIn } from "#language/flow/problem.ts";
import { sameGraph } from "#language/flow/same-graph.ts";
import { StartRunDocument, TryStepDocument } from "../../../generated/graphql.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { callForms } from "../../data/call-forms.ts";
import { queryClient } from "../../data/query-client.ts";
import { request } from "../../data/request.ts";
import { CodeEditor } from "../../ui/code/CodeEditor.tsx";
import { Button } from "../../ui/controls/Button.tsx";
import { Select } from "../../ui/controls/Select.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../ui/overlay/Dialog.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { readJson } from "../run/control/json-text.ts";
import styles from "./Dialogs.module.css";
import type { Draft } from "./draft.ts";
import { useSampleRun } from "./expression/useSamples.ts";
import { type InputSource, rememberInput, useFirstInputs } from "./first-input.ts";
import { ProblemList, useProblems } from "./ProblemsBar.tsx";
import { type Refused, refusedBy } from "./PublishDialog.tsx";

export interface RunDialogProps {
  readonly slug: string;
  readonly editor: Editor;
  readonly draft: Draft;
  /** Run to here: the draft as it is, up to this step. */
  readonly until?: string | undefined;
  readonly onClose: () => void;
  readonly onGo: (step: string | undefined) => void;
  readonly onStarted: (run: string) => void;
}

/**
 * Runs are of published versions, so that each can be explained later: what is not published yet is offered to be. A run
 * up to one step is a try: it publishes nothing, and what is wrong behind the step does not matter.
 */
export function RunDialog({ slug, editor, draft, until, onClose, onGo, onStarted }: RunDialogProps) {
  const flow = useStore(editor.store, (state) => state.flow);
  const { published, version } = useStore(draft.store);
  const here = useProblems(editor, draft);
  const { data: last } = useSampleRun();
  const inputs = useFirstInputs(slug, last?.id, flow, editor.catalogue, until);
  const [source, setSource] = useState<InputSource>();
  const [edited, setEdited] = useState<string>();
  const first = inputs?.find((one) => one.source === source) ?? inputs?.[0];
  const text = edited ?? (first ? JSON.stringify(first.input, null, 2) : "");
  const [busy, setBusy] = useState<"publish" | "run">();
  const [refused, setRefused] = useState<Refused>();
  // One dialog, one run: a second press, or an answer that was lost, starts no second one.
  const [idempotencyKey] = useState(() => `editor:${crypto.randomUUID()}`);
  const json = readJson(text);
  // What is unfinished would be left out of what runs.
  const unfinished = here.filter(({ code }) => code === codes.unfinished);
  const same = published && sameGraph(published, flow) && unfinished.length === 0;
  const differs = until === undefined && !same;
  const problems = refused?.problems ?? (differs ? here : unfinished);
  const badInput = json.ok ? undefined : first ? json.message : "The last input is being fetched.";
  const blocked = badInput ?? (errorsIn(problems).length > 0 ? "Solve the problems first." : undefined);

  async function start(publish: boolean) {
    if (!json.ok) return;
    setBusy(publish ? "publish" : "run");
    setRefused(undefined);
    try {
      if (publish) await draft.publish("");
      const started = until === undefined ? await run(json.value) : await tryUntil(until, json.value);
      rememberInput(slug, json.value);
      // Expressions are tried on the newest run.
      void queryClient.invalidateQueries({ queryKey: ["editor last run", slug] });
      if (started !== undefined) onStarted(started);
      onClose();
    } catch (error) {
      setRefused(refusedBy(error));
      setBusy(undefined);
    }
  }

  async function run(input: unknown): Promise<string | undefined> {
    const { startRun } = await request(StartRunDocument, { slug, input, idempotencyKey });
    return startRun?.result?.id;
  }

  async function tryUntil(step: string, input: unknown): Promise<string | undefined> {
    await draft.flush();
    const { save, revision: expectedRevision, refusal } = draft.store.getState();
    if (save !== "saved") throw new Error(refusal?.message ?? "The draft is not saved yet.");
    const { tryStep } = await request(TryStepDocument, {
      slug,
      step,
      input,
      expectedRevision,
      idempotencyKey,
    });
    return tryStep?.result?.id;
  }

  const go = (step: string | undefined) => {
    onClose();
    onGo(step);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && busy === undefined && onClose()}
      title={until === undefined ? `Run ${slug}` : `Run to ${until}`}
      description={
        until !== undefined
          ? "What you see runs up to this step, with its effects. Pinned outputs stand in; nothing is published."
          : differs
            ? version === undefined
              ? "It is published as v1 first: every run belongs to a version, so that it can be explained."
              : `The draft differs from v${version}. Publish it first, or run v${version} as it is.`
            : `v${version ?? ""} starts with this input.`
      }
      actions={
        <>
          {json.ok && (
            <CopyAs
              {...(until === undefined
                ? callForms("start_run", { flow: slug, input: { json: json.value } })
                : callForms("try_step", { flow: slug, step: until, input: { json: json.value } }))}
            />
          )}
          <DialogClose render={<Button disabled={busy !== undefined}>Not now</Button>} />
          {differs && version !== undefined && (
            <Button busy={busy === "run"} blocked={badInput} onClick={() => void start(false)}>
              Run v{version}
            </Button>
          )}
          <Button
            look="primary"
            busy={busy !== undefined && (busy === "publish") === differs}
            blocked={blocked}
            onClick={() => void start(differs)}
          >
            {until !== undefined ? "Run to here" : differs ? "Publish and run" : "Run"}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <div className={styles.field}>
          <div className="row between gap-3">
            <h3 className="small medium secondary">Input</h3>
            {inputs && first && (
              <Select
                aria-label="Where the input comes from"
                size="small"
                value={edited === undefined ? first.source : null}
                placeholder="As written"
                choices={inputs.map((one) => ({ value: one.source, label: one.label }))}
                onValueChange={(next) => {
                  setSource(next);
                  setEdited(undefined);
                }}
              />
            )}
          </div>
          <CodeEditor
            label="Input"
            language="json"
            lines={8}
            value={text}
            onValueChange={setEdited}
            invalid={!json.ok && first !== undefined}
            diagnostics={json.ok || !first ? [] : [json.diagnostic]}
            onSubmit={() => blocked === undefined && busy === undefined && void start(differs)}
          />
          {badInput && first && <p className="small failed">{badInput}</p>}
        </div>
        {problems.length > 0 && <ProblemList problems={problems} editor={editor} onGo={go} />}
        {refused && !refused.problems && <ErrorCallout problem={refused.problem} />}
      </div>
    </Dialog>
  );
}
