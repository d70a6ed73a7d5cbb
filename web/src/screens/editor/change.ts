/** What a form gives, as edits: one operation for each place that differs, so that a patch says what was meant. */

import { codes } from "#language/flow/codes.ts";
import { diffValues } from "#language/flow/diff.ts";
import type { Json } from "#language/flow/document.ts";
import type { Operation } from "#language/flow/patch.ts";
import type { Path } from "#language/flow/path.ts";
import { messageOf, type Problem } from "#language/flow/problem.ts";
import { parseJson } from "#language/json.ts";
import { setField } from "../../canvas/edit/commands/configure.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import type { FormProblem } from "../../ui/form/SchemaForm.tsx";

type Values = Readonly<Record<string, unknown>>;

/** Changes in one field are one undo; the next field begins a new one. */
export function changeFields(editor: Editor, step: string, under: Path, before: Values, after: Values): void {
  const changes = diffValues(toJson(before), toJson(after), under);
  const [first] = changes;
  if (!first) return;
  const patch = changes.flatMap((change): Operation[] => [
    ...setField(step, change.path, change.after).patch,
  ]);
  const { label } = setField(step, first.path, first.after);
  editor.apply({ label, patch }, `field ${step} ${first.path.join(".")}`);
}

/** Absent values are those that JSON leaves out. */
export function toJson(value: unknown): Json {
  return parseJson(JSON.stringify(value ?? null)) as Json;
}

/** As it is written out to be edited; nothing is no text. */
export const printJson = (value: unknown) => JSON.stringify(value, null, 2) ?? "";

/** The problems below a place, with the paths that a form at that place knows. */
export function problemsUnder(problems: readonly Problem[], prefix: string): readonly FormProblem[] {
  return problems
    .filter(({ path }) => path.startsWith(prefix))
    .map((problem) => {
      const [path, said] = [problem.path.slice(prefix.length).replace(/^\./, ""), messageOf(problem)];
      // What an expression may hold is not seen in the form, so its way out is said too.
      const hint = problem.code === codes.badExpression && problem.hint ? `. ${problem.hint}` : "";
      return { path, message: `${said.charAt(0).toUpperCase()}${said.slice(1)}${hint}` };
    })
    .filter(({ path }) => path !== "");
}
