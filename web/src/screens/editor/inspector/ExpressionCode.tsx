import { useCallback } from "react";
import type { Candidate } from "../../../canvas/model/completion.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { CodeEditor, type CodeEditorProps } from "../../../ui/code/CodeEditor.tsx";
import type { Completer, Completion } from "../../../ui/code/types.ts";
import { useCompletion } from "../expression/useCompletion.ts";

export interface ExpressionCodeProps extends CodeEditorProps {
  readonly editor: Editor;
  readonly step: string;
  readonly secrets: readonly string[];
}

/** Code that may hold `{{ }}`: inside the braces it offers what can stand there. */
export function ExpressionCode({ editor, step, secrets, ...code }: ExpressionCodeProps) {
  const candidates = useCompletion({ editor, step, secrets, text: code.value });
  const complete: Completer = useCallback(
    (before) => {
      const found = candidates(before, before.length);
      return found ? { from: found.from, filtered: true, options: found.candidates.map(optionOf) } : null;
    },
    [candidates],
  );
  return <CodeEditor {...code} complete={complete} />;
}

const optionOf = ({ label, insert, detail, kind }: Candidate): Completion => ({
  label,
  insert,
  ...(detail === undefined ? {} : { detail }),
  kind: kind === "function" ? "function" : kind === "field" ? "property" : "variable",
});
