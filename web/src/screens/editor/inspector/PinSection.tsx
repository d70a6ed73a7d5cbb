import { PinOff } from "lucide-react";
import { useStore } from "zustand";
import { type Json, pinnedOutput, stepOf } from "#language/flow/document.ts";
import { printPath } from "#language/flow/path.ts";
import { pin, unpin } from "../../../canvas/edit/commands/configure.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { editRefusal } from "../../../canvas/state/may-edit.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import { Button } from "../../../ui/controls/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { useUnfinished } from "../../../ui/form/unfinished.tsx";
import { useDraft } from "../../../ui/form/useDraft.ts";
import { readJson } from "../../run/control/json-text.ts";
import { printJson, toJson } from "../change.ts";
import styles from "./Inspector.module.css";

interface PinProps {
  readonly editor: Editor;
  readonly step: string;
}

/** What stands in for the step in a try. Written as text: kept each time it is JSON, and left alone while it is not. */
export function PinSection({ editor, step }: PinProps) {
  const output = useStore(editor.store, ({ flow }) => pinnedOutput(stepOf(flow, step)));
  return output === undefined ? null : <Pinned editor={editor} step={step} output={output} />;
}

/** Written as text: it is the output each time it is JSON, and unfinished while it is not. */
function Pinned({ editor, step, output }: PinProps & { readonly output: Json }) {
  const mayNot = useStore(editor.store, editRefusal);
  const [unfinished, keep] = useUnfinished(printPath(["steps", step, "pin"]));
  const [written, setWritten] = useDraft(output, printJson);
  const text = unfinished ?? written;
  const json = readJson(text);
  return (
    <section className={cx(styles.section, styles.close)} aria-label="Pinned output">
      <div className="row between gap-2">
        <h3 className="small medium secondary">Pinned output</h3>
        <Button
          size="small"
          icon={<PinOff />}
          blocked={mayNot}
          keys="p"
          onClick={() => editor.apply(unpin(editor.store.getState().flow, [step]))}
        >
          Unpin
        </Button>
      </div>
      <CodeEditor
        label="Pinned output"
        language="json"
        lines={Math.min(12, Math.max(3, text.split("\n").length))}
        value={text}
        readOnly={mayNot !== undefined}
        invalid={!json.ok}
        diagnostics={json.ok ? [] : [json.diagnostic]}
        onValueChange={(next) => {
          const read = readJson(next);
          keep(read.ok ? undefined : next);
          if (!read.ok) return;
          const value = toJson(read.value);
          setWritten(next, value);
          editor.apply(
            { ...pin(new Map([[step, value]])), label: `Change the pinned output of ${step}` },
            `pin ${step}`,
          );
        }}
      />
      <p className={json.ok ? styles.quiet : styles.bad}>
        {json.ok
          ? "Run to here takes this and does not run the step. Published runs do run it."
          : json.message}
      </p>
    </section>
  );
}
