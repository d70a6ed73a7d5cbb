import { lazy, Suspense, useCallback } from "react";
import { hasExpression } from "#language/flow/template.ts";
import type { Candidate } from "../../../canvas/model/completion.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { CodeEditor } from "../../../ui/code/CodeEditor.tsx";
import type { CodeEditorProps, Completer, Completion } from "../../../ui/code/types.ts";
import { readAny } from "../../../ui/form/any.ts";
import { toJson } from "../change.ts";
import { useCompletion } from "../expression/useCompletion.ts";

/** With the evaluator behind it, so only where there is an expression. */
const ExpressionPreview = lazy(async () => ({
  default: (await import("../expression/ExpressionPreview.tsx")).ExpressionPreview,
}));

export interface ExpressionCodeProps extends CodeEditorProps {
  readonly editor: Editor;
  readonly step: string;
  readonly secrets: readonly string[];
}

/** Code that may hold `{{ }}`: inside the braces it offers what can stand there, and below it says what they give. */
export function ExpressionCode({ editor, step, secrets, ...code }: ExpressionCodeProps) {
  const candidates = useCompletion({ editor, step, secrets, text: code.value });
  const complete: Completer = useCallback(
    (before) => {
      const found = candidates(before, before.length);
      return found ? { from: found.from, filtered: true, options: found.candidates.map(optionOf) } : null;
    },
    [candidates],
  );
  // What is written, once it is something: JSON, or an expression by itself.
  const read = code.language === "json" || code.language === "expression" ? readAny(code.value) : undefined;
  const value = read?.ok ? toJson(read.value) : undefined;
  return (
    <>
      <CodeEditor {...code} complete={complete} />
      {value !== undefined && hasExpression(value) && (
        <Suspense>
          <ExpressionPreview editor={editor} step={step} value={value} label={code.label} secrets={secrets} />
        </Suspense>
      )}
    </>
  );
}

const optionOf = ({ label, insert, detail, kind }: Candidate): Completion => ({
  label,
  insert,
  ...(detail === undefined ? {} : { detail }),
  kind: kind === "function" ? "function" : kind === "field" ? "property" : "variable",
});
