import { useStore } from "zustand";
import type { Flow, Json } from "#language/flow/document.ts";
import type { Operation } from "#language/flow/patch.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { editRefusal } from "../../../canvas/state/may-edit.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import { Field } from "../../../ui/controls/Field.tsx";
import { KeyHint } from "../../../ui/controls/KeyHint.tsx";
import { TextArea, TextField } from "../../../ui/controls/TextField.tsx";
import { cx } from "../../../ui/cx.ts";
import { useUnfinished } from "../../../ui/form/unfinished.tsx";
import { useDraft } from "../../../ui/form/useDraft.ts";
import { readJson } from "../../run/control/json-text.ts";
import { printJson, toJson } from "../change.ts";
import styles from "./Inspector.module.css";

/** The flow itself: what it is for, what it takes, and how to build it. */
export function FlowPanel({ editor }: { readonly editor: Editor }) {
  const flow = useStore(editor.store, (state) => state.flow);
  const readOnly = useStore(editor.store, editRefusal) !== undefined;
  const tags = flow.rest["tags"];
  return (
    <div className={`grow scrolls-y shrinks-y ${styles.body}`}>
      <section className={styles.section} aria-label="Flow">
        <TextField
          label="Title"
          readOnly={readOnly}
          value={textOf(flow, "title")}
          placeholder={flow.name}
          onValueChange={(text) => set(editor, "title", text === "" ? undefined : text)}
        />
        <Field label="Description">
          <TextArea
            value={textOf(flow, "description")}
            placeholder="What it is for"
            readOnly={readOnly}
            onValueChange={(text) => set(editor, "description", text === "" ? undefined : text)}
          />
        </Field>
        <TextField
          label="Tags"
          readOnly={readOnly}
          hint="Words to find it by, separated by spaces."
          value={Array.isArray(tags) ? tags.join(" ") : ""}
          onValueChange={(text) => set(editor, "tags", text === "" ? undefined : text.split(" "))}
        />
      </section>
      <InputSchema editor={editor} flow={flow} readOnly={readOnly} />
      <section className={styles.section} aria-label="Keys">
        <dl className={styles.keys}>
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <KeyHint keys={key} />
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

/** Written as text: it is the schema each time it is JSON, and unfinished while it is not. */
function InputSchema(props: { readonly editor: Editor; readonly flow: Flow; readonly readOnly: boolean }) {
  const { editor, flow, readOnly } = props;
  const [unfinished, keep] = useUnfinished("input");
  const [written, setWritten] = useDraft(flow.input, printJson);
  const text = unfinished ?? written;
  const read = unfinished === undefined ? undefined : readJson(unfinished);
  const wrong = read?.ok === false ? read : undefined;
  return (
    <section className={cx(styles.section, styles.close)} aria-label="Input">
      <h3 className="small medium secondary">Input</h3>
      <CodeEditor
        label="JSON Schema of the input"
        language="json"
        lines={4}
        value={text}
        readOnly={readOnly}
        placeholder={'{ "type": "object" }'}
        invalid={wrong !== undefined}
        diagnostics={wrong ? [wrong.diagnostic] : []}
        onValueChange={(next) => {
          const json = next.trim() === "" ? { ok: true as const, value: undefined } : readJson(next);
          keep(json.ok ? undefined : next);
          if (!json.ok) return;
          const value = json.value === undefined ? undefined : toJson(json.value);
          setWritten(next, value);
          set(editor, "input", value);
        }}
      />
      <p className={wrong ? styles.bad : styles.quiet}>
        {wrong?.message ?? "A JSON Schema of what a run is given. Left out: anything."}
      </p>
    </section>
  );
}

function set(editor: Editor, field: string, value: Json | undefined): void {
  const operation: Operation = { op: "set_flow", path: [field], ...(value === undefined ? {} : { value }) };
  editor.apply({ label: `Change the ${field} of the flow`, patch: [operation] }, `flow ${field}`);
}

const textOf = (flow: Flow, field: string) => {
  const value = flow.rest[field];
  return typeof value === "string" ? value : "";
};

/** The few that make the rest findable. */
const keys = [
  ["a", "Add a step"],
  ["c", "Connect to another"],
  ["Enter", "Fill in the step"],
  ["v", "Outline"],
  ["Mod+Enter", "Run"],
  ["?", "All keys"],
] as const;
