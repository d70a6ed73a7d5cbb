import { Collapsible } from "@base-ui/react/collapsible";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useStore } from "zustand";
import { codes } from "#language/flow/codes.ts";
import { configOf, type Step, stepOf } from "#language/flow/document.ts";
import { printPath } from "#language/flow/path.ts";
import { messageOf, type Problem } from "#language/flow/problem.ts";
import { setField } from "../../../canvas/edit/commands/configure.ts";
import { rename, renameRefusal } from "../../../canvas/edit/commands/rename.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { editRefusal } from "../../../canvas/state/may-edit.ts";
import { NodeTile } from "../../../canvas/view/NodeTile.tsx";
import type { CodeEditorProps } from "../../../ui/code/types.ts";
import { TextField } from "../../../ui/controls/TextField.tsx";
import type { TextSlotProps } from "../../../ui/form/context.ts";
import { SchemaForm, schemaOr } from "../../../ui/form/SchemaForm.tsx";
import { UnfinishedUnder } from "../../../ui/form/unfinished.tsx";
import { changeFields, problemsUnder } from "../change.ts";
import { ExpressionCode } from "./ExpressionCode.tsx";
import { ExpressionText } from "./ExpressionText.tsx";
import styles from "./Inspector.module.css";
import { optionNames, optionsSchema } from "./options.ts";

/** What was, and what stands in for it: beside the form, and after it. */
const StepRun = lazy(async () => ({ default: (await import("./StepRun.tsx")).StepRun }));
const PinSection = lazy(async () => ({ default: (await import("./PinSection.tsx")).PinSection }));

export interface StepPanelProps {
  readonly editor: Editor;
  readonly step: string;
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
}

/** One step as a form: what it does first, then what it is called, then how it behaves when things go wrong. */
export function StepPanel({ editor, step: key, secrets, problems }: StepPanelProps) {
  const step = useStore(editor.store, ({ flow }) => stepOf(flow, key));
  const readOnly = useStore(editor.store, editRefusal) !== undefined;
  const text = useCallback(
    (props: TextSlotProps) => <ExpressionText {...props} editor={editor} step={key} secrets={secrets} />,
    [editor, key, secrets],
  );
  const code = useCallback(
    (props: CodeEditorProps) => <ExpressionCode {...props} editor={editor} step={key} secrets={secrets} />,
    [editor, key, secrets],
  );
  const prefix = printPath(["steps", key]);
  const inConfig = useMemo(() => problemsUnder(problems, `${prefix}.config`), [problems, prefix]);
  const inOptions = useMemo(() => problemsUnder(problems, prefix), [problems, prefix]);
  if (!step) return null;
  const type = editor.catalogue.find(step.node);
  const config = configOf(step);
  const others = problems.filter((one) => one.step === key && !inForms(one, prefix));
  return (
    <div className={`grow scrolls-y shrinks-y ${styles.body}`}>
      <header className={`flex gap-3 ${styles.head}`}>
        <NodeTile icon={type?.icon} />
        <div className="grow clip">
          <p className={`line strong gap-2 ${styles.node}`}>
            {type?.title ?? step.node}
            <Link to="/nodes/$id" params={{ id: type?.id ?? step.node }} className={styles.id}>
              {step.node}
            </Link>
          </p>
          <p className={styles.summary}>{type?.summary ?? "No worker has announced this node."}</p>
        </div>
      </header>
      {others.length > 0 && (
        <ul className={styles.wrong}>
          {others.map((one) => (
            <li key={`${one.path} ${one.code}`}>
              {messageOf(one)}.{one.hint && <span className={styles.quiet}> {one.hint}</span>}
            </li>
          ))}
        </ul>
      )}
      <section className={styles.section} data-config={key} aria-label="Configuration">
        {type ? (
          <UnfinishedUnder place={`${prefix}.config`}>
            <SchemaForm
              schema={schemaOr(type.config)}
              value={config}
              readOnly={readOnly}
              problems={inConfig}
              text={text}
              code={code}
              onChange={(next) => changeFields(editor, key, ["config"], config, next)}
            />
          </UnfinishedUnder>
        ) : null}
      </section>
      <Suspense>
        <StepRun editor={editor} step={key} />
        <PinSection editor={editor} step={key} />
      </Suspense>
      <section className={styles.section} aria-label="Name">
        <KeyField editor={editor} step={key} readOnly={readOnly} />
        <TextField
          label="Title"
          readOnly={readOnly}
          value={typeof step["title"] === "string" ? step["title"] : ""}
          placeholder={type?.title ?? ""}
          onValueChange={(title) =>
            editor.apply(setField(key, ["title"], title === "" ? undefined : title), `title ${key}`)
          }
        />
      </section>
      <Options editor={editor} step={step} stepKey={key} problems={inOptions} readOnly={readOnly} />
    </div>
  );
}

function Options(props: {
  readonly editor: Editor;
  readonly step: Step;
  readonly stepKey: string;
  readonly problems: ReturnType<typeof problemsUnder>;
  readonly readOnly: boolean;
}) {
  const { editor, step, stepKey, problems, readOnly } = props;
  const value = Object.fromEntries(optionNames.flatMap((name) => (name in step ? [[name, step[name]]] : [])));
  const set = Object.keys(value);
  const wrong = problems.some(({ path }) => optionNames.some((name) => path.startsWith(name)));
  const [open, setOpen] = useState(set.length > 0);
  return (
    <Collapsible.Root className={styles.section} open={open || wrong} onOpenChange={setOpen}>
      <Collapsible.Trigger className={styles.fold}>
        <ChevronRight aria-hidden="true" />
        Options
        <span className={styles.quiet}>
          {set.length > 0 ? set.join(", ").replaceAll("_", " ") : "retry, timeout, errors, note"}
        </span>
      </Collapsible.Trigger>
      <Collapsible.Panel className={styles.options}>
        <SchemaForm
          all
          schema={optionsSchema}
          value={value}
          readOnly={readOnly}
          problems={problems}
          onChange={(next) => changeFields(editor, stepKey, [], value, next)}
        />
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}

/** Taken when it is left or Enter is pressed: renaming follows the key everywhere, and half a name should not. */
function KeyField(props: { readonly editor: Editor; readonly step: string; readonly readOnly: boolean }) {
  const { editor, step, readOnly } = props;
  const [typed, setTyped] = useState<string>();
  const text = typed ?? step;
  const refusal = renameRefusal(editor.store.getState().flow, step, text);
  const take = () => {
    if (refusal !== undefined || text === step) return;
    setTyped(undefined);
    editor.apply(rename(editor.store.getState().flow, step, text));
  };
  return (
    <TextField
      label="Key"
      mono
      readOnly={readOnly}
      hint="Expressions name it: steps.<key>.output. They follow a rename."
      value={text}
      error={refusal}
      onValueChange={setTyped}
      onBlur={take}
      onKeyDown={(event) => event.key === "Enter" && take()}
    />
  );
}

const inForms = ({ path, code }: Problem, prefix: string) =>
  code === codes.unfinished ||
  path.startsWith(`${prefix}.config.`) ||
  path.startsWith(`${prefix}.config[`) ||
  optionNames.some((name) => path.startsWith(`${prefix}.${name}`));
