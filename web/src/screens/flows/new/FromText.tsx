import { useMemo, useState } from "react";
import { locate } from "#language/flow/text.ts";
import { isJson } from "#language/flow/write-yaml.ts";
import { CreateFlowDocument, DeployFlowDocument } from "../../../../generated/graphql.ts";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import { Button } from "../../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { isSlug } from "../flow-list.ts";
import { type BeginningProps, nameProblem } from "./NameField.tsx";
import styles from "./New.module.css";
import { Problems } from "./Problems.tsx";
import { keysOf, readDocument } from "./read-document.ts";
import { useCheck } from "./useCheck.ts";

const placeholder = `reflux: 1
name: hello
steps:
  start: { node: manual }
  greet: { node: log, config: { message: Hello } }
edges:
  - start -> greet`;

/** Paste, see everything that is wrong with it, and deploy it, or keep it as a draft while it is wrong. */
export function FromText({ taken, onCreated }: BeginningProps) {
  const [text, setText] = useState("");
  const read = useMemo(() => readDocument(text), [text]);
  const check = useCheck(read);
  const diagnostics = useMemo(
    () =>
      check.problems.flatMap(({ path, message, severity }) => {
        const [from, to] = (read.kind === "document" && locate(text, keysOf(path))) || [];
        return from === undefined || to === undefined ? [] : [{ from, to, message, severity }];
      }),
    [check.problems, read, text],
  );
  const name = read.kind === "document" ? read.name : "";
  const unnamed = name === "" ? "It has no name" : isSlug(name) ? undefined : `${name} is not a flow name`;
  const unready =
    read.kind !== "document"
      ? "Paste a flow first"
      : (unnamed ??
        (check.checking
          ? "It is being checked"
          : check.problems.some(({ severity }) => severity !== "warning")
            ? "The engine would refuse it: see the problems"
            : undefined));

  const source = isJson(text) ? null : text;
  const deploy = useAction(async () => {
    if (read.kind !== "document") return;
    const { deployFlow } = await request(DeployFlowDocument, {
      slug: name,
      graph: read.value,
      note: null,
      source,
    });
    say(`${name} deployed`, { description: `Version ${deployFlow?.result?.number ?? ""} is current now.` });
    onCreated(name, "deployed");
  });
  const keep = useAction(async () => {
    if (read.kind !== "document") return;
    await request(CreateFlowDocument, { slug: name, document: read.value, source });
    onCreated(name, "draft");
  });
  const problem = deploy.problem ?? keep.problem;
  return (
    <div className={`stack gap-4 ${styles.form}`}>
      {problem && <ErrorCallout problem={problem} />}
      <CodeEditor
        label="Flow as YAML or JSON"
        language={text.trimStart().startsWith("{") ? "json" : "yaml"}
        value={text}
        onValueChange={setText}
        diagnostics={diagnostics}
        placeholder={placeholder}
        lines={12}
        eager
        onSubmit={() => unready === undefined && deploy.run()}
        className={styles.text}
      />
      <Problems check={check} nothing={read.kind === "nothing"} />
      {taken.has(name) && (
        <p className="soft" role="note">
          There is a flow {name}: deploying makes this its next version.
        </p>
      )}
      <div className={`row wrap gap-2 ${styles.actions}`}>
        {read.kind === "document" && unnamed === undefined && (
          <CopyAs {...callForms("deploy_flow", { slug: name, graph: { json: read.value } })} />
        )}
        <Button
          busy={keep.busy}
          blocked={read.kind === "document" ? nameProblem(name, taken) : "Paste a flow first"}
          onClick={() => keep.run()}
        >
          Keep as draft
        </Button>
        <Button look="primary" busy={deploy.busy} blocked={unready} onClick={() => deploy.run()}>
          Deploy
        </Button>
      </div>
    </div>
  );
}
