import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Pin, PinOff } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import { useRefusal } from "../../../app/useWho.ts";
import { pin, pinRefusal, unpin } from "../../../canvas/edit/commands/configure.ts";
import { type Json, pinnedOutput, stepOf } from "../../../canvas/model/model.ts";
import { printPath } from "../../../canvas/model/problem.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import { Button } from "../../../ui/controls/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { useUnfinished } from "../../../ui/form/unfinished.tsx";
import { readJson } from "../../run/control/json-text.ts";
import { lastOutput, lastRun } from "../expression/last-run.ts";
import { pinnable } from "../pin.ts";
import { toJson } from "./change.ts";
import styles from "./Inspector.module.css";

const route = getRouteApi("/flows/$slug/edit");

interface PinProps {
  readonly editor: Editor;
  readonly step: string;
}

/** What the step gave last, to be pinned; or what is pinned, to be edited. */
export function PinSection({ editor, step }: PinProps) {
  const output = useStore(editor.store, ({ flow }) => pinnedOutput(stepOf(flow, step)));
  return output === undefined ? (
    <Last editor={editor} step={step} />
  ) : (
    <Pinned editor={editor} step={step} output={output} />
  );
}

function Last({ editor, step }: PinProps) {
  const { slug } = route.useParams();
  const flow = useStore(editor.store, (state) => state.flow);
  const { data: run } = useQuery(lastRun(slug));
  const { data: last = run === null ? null : undefined } = useQuery(lastOutput(run, step));
  const mayNot = useRefusal("save_draft");
  const spec = stepOf(flow, step);
  if (!spec || last === undefined || pinRefusal(spec, editor.catalogue) !== undefined) return null;
  const found = pinnable(flow, step, last, editor.catalogue);
  const keep = (output: Json) => editor.apply(pin(new Map([[step, output]])));
  return (
    <section className={cx(styles.section, styles.close)} aria-label="Last output">
      <div className={styles.between}>
        <h3 className={styles.label}>
          Last output
          {last && (
            <>
              {" in "}
              <Link to="/runs/$id" params={{ id: last.run }} search={{ step }} className={styles.id}>
                run {last.run}
              </Link>
            </>
          )}
        </h3>
        <Button
          size="small"
          icon={<Pin />}
          blocked={mayNot}
          {...(found.ok ? { keys: "p" } : {})}
          onClick={() => keep(found.ok ? found.output : {})}
        >
          {found.ok ? "Pin" : "Pin by hand"}
        </Button>
      </div>
      {last && <code className={styles.given}>{JSON.stringify(last.payload.value)}</code>}
      {!found.ok && <p className={styles.quiet}>{found.why}</p>}
    </section>
  );
}

/** Written as text: it is the output each time it is JSON, and unfinished while it is not. */
function Pinned({ editor, step, output }: PinProps & { readonly output: Json }) {
  const mayNot = useRefusal("save_draft");
  const print = () => JSON.stringify(output, null, 2);
  const [unfinished, keep] = useUnfinished(printPath(["steps", step, "pin"]));
  const [written, setWritten] = useState(() => ({ text: print(), output }));
  // Changed from outside, by undo or in the source: what was written is about an older value.
  const text = unfinished ?? (written.output === output ? written.text : print());
  const json = readJson(text);
  return (
    <section className={cx(styles.section, styles.close)} aria-label="Pinned output">
      <div className={styles.between}>
        <h3 className={styles.label}>Pinned output</h3>
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
          setWritten({ text: next, output: value });
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
