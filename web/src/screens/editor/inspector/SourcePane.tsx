import { useRef } from "react";
import { useStore } from "zustand";
import type { Flow } from "#language/flow/document.ts";
import { mergeFlows } from "#language/flow/merge.ts";
import { parseFlow, printFlow } from "#language/flow/text.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { editRefusal } from "../../../canvas/state/may-edit.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import type { Draft } from "../draft.ts";
import styles from "./Inspector.module.css";

/**
 * The flow as text, both ways. Text that is no flow yet stays as it is, in the draft, and says why; when it is one again,
 * what was done on the canvas meanwhile is brought together with it.
 */
export function SourcePane({ editor, draft }: { readonly editor: Editor; readonly draft: Draft }) {
  const flow = useStore(editor.store, (state) => state.flow);
  const readOnly = useStore(editor.store, editRefusal);
  const { source, unfinished } = useStore(draft.store);
  const half = unfinished["source"];
  const print = (of: Flow, before = source) => printFlow(of, "yaml", before, draft.configOf);
  /** The text and what it says: while nobody else changes the flow, it stays as it was typed. */
  const agreed = useRef<{ readonly text: string; readonly flow: Flow }>(undefined);
  agreed.current ??= {
    text: print(flow),
    flow: (half && source && parseFlow(source, flow.name).flow) || flow,
  };
  if (half === undefined && agreed.current.flow !== flow) agreed.current = { text: print(flow), flow };
  const text = half ?? agreed.current.text;
  const wrong = half === undefined ? undefined : whatIsWrong(half, flow.name);

  function write(next: string): void {
    if (next === text) return;
    const { flow: said } = parseFlow(next, flow.name);
    draft.keep("source", said ? undefined : next);
    if (!said) return;
    const now = editor.store.getState().flow;
    const base = agreed.current?.flow ?? now;
    const whole = base === now ? said : mergeFlows(base, said, now).flow;
    editor.replace(whole, "Edit as text", "typing");
    const typed = whole === said ? next : print(whole, next);
    agreed.current = { text: typed, flow: editor.store.getState().flow };
    draft.write(typed);
  }

  return (
    <div className={styles.source}>
      <CodeEditor
        eager
        label="Source of the flow"
        language="yaml"
        lines={40}
        value={text}
        readOnly={readOnly !== undefined}
        invalid={wrong !== undefined}
        onValueChange={write}
        className={styles.code}
      />
      <p className={wrong ? styles.bad : styles.quiet} role="status">
        {wrong ?? "YAML, as in a flow file. Text and canvas follow each other."}
      </p>
    </div>
  );
}

function whatIsWrong(text: string, name: string): string {
  const [first] = parseFlow(text, name).problems;
  return `${first?.path ?? ""} ${first?.message ?? "This is no flow yet"}`.trim();
}
