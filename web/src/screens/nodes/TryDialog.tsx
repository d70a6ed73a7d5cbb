import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { CreateFlowDocument, TryStepDocument } from "../../../generated/graphql.ts";
import { useAction } from "../../app/useAction.ts";
import { callForms } from "../../data/call-forms.ts";
import { request } from "../../data/request.ts";
import { CodeEditor } from "../../ui/code/CodeEditor.tsx";
import { Button } from "../../ui/controls/Button.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../ui/overlay/Dialog.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { isSlug } from "../flows/flow-list.ts";
import { readJson } from "../run/control/json-text.ts";
import type { Example } from "./manifest.ts";
import { theStep, tryDocument, tryName } from "./try-flow.ts";

export interface TryDialogProps {
  readonly node: string;
  /** What stands there first. */
  readonly example: Example | undefined;
  readonly onClose: () => void;
}

/**
 * Tries a node for real: a new flow with this one step, kept as a draft, and a run of it. What came of it is on the
 * run's page, and the draft is there to go on with.
 */
export default function TryDialog({ node, example, onClose }: TryDialogProps) {
  const navigate = useNavigate();
  const [name, setName] = useState(() => tryName(node));
  const [config, setConfig] = useState(() => JSON.stringify(example?.config ?? {}, null, 2));
  const [input, setInput] = useState(() => JSON.stringify(example?.input ?? {}, null, 2));
  const [idempotencyKey] = useState(() => `try:${crypto.randomUUID()}`);
  const [created, setCreated] = useState<string>();
  const settings = readJson(config);
  const given = readJson(input);
  const document = settings.ok ? tryDocument(name, node, settings.value) : undefined;
  const unnamed = isSlug(name) ? undefined : "Lowercase letters, digits, - and _, up to 63";
  const blocked = unnamed ?? (settings.ok ? (given.ok ? undefined : given.message) : settings.message);

  const run = useAction(async () => {
    if (!document || !given.ok) return;
    const wanted = JSON.stringify(document);
    // A try that was refused can be tried again as it is: its flow is there already.
    if (created !== wanted) await request(CreateFlowDocument, { slug: name, title: null, document });
    setCreated(wanted);
    const { tryStep } = await request(TryStepDocument, {
      slug: name,
      step: theStep,
      input: given.value,
      expectedRevision: null,
      idempotencyKey,
    });
    const id = tryStep?.result?.id;
    onClose();
    if (id !== undefined) await navigate({ to: "/runs/$id", params: { id } });
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Try ${node}`}
      description="It runs for real, with its effects, as the one step of a new flow, which stays as a draft."
      actions={
        <>
          {document && given.ok && <CopyAs {...formsOf(name, document, given.value)} />}
          <DialogClose render={<Button disabled={run.busy}>Not now</Button>} />
          <Button look="primary" busy={run.busy} blocked={blocked} onClick={() => run.run()}>
            Run it
          </Button>
        </>
      }
    >
      {run.problem && <ErrorCallout problem={run.problem} />}
      <TextField
        label="Name of the flow"
        mono
        value={name}
        onValueChange={setName}
        error={name === "" ? undefined : unnamed}
      />
      <section className="stack gap-2">
        <h3 className="medium">Config</h3>
        <CodeEditor
          label="Config"
          language="json"
          lines={6}
          value={config}
          onValueChange={setConfig}
          invalid={!settings.ok}
          diagnostics={settings.ok ? [] : [settings.diagnostic]}
        />
      </section>
      <section className="stack gap-2">
        <h3 className="medium">Input</h3>
        <CodeEditor
          label="Input"
          language="json"
          lines={4}
          value={input}
          onValueChange={setInput}
          invalid={!given.ok}
          diagnostics={given.ok ? [] : [given.diagnostic]}
          onSubmit={() => blocked === undefined && run.run()}
        />
      </section>
    </Dialog>
  );
}

/** Both calls; a mutation's fields are carried out in order. */
function formsOf(name: string, document: unknown, input: unknown) {
  const calls = [
    callForms("create_flow", { slug: name, document: { json: document } }),
    callForms("try_step", { flow: name, step: theStep, input: { json: input } }),
  ];
  return {
    sql: calls.map(({ sql }) => sql).join("\n"),
    graphql: calls
      .map(({ graphql }) => graphql)
      .join("\n")
      .replace("\n}\nmutation {\n", "\n"),
  };
}
