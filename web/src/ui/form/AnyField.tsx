import { CodeEditor } from "../code/CodeEditor.tsx";
import { Field } from "../controls/Field.tsx";
import { printAny, readAny } from "./any.ts";
import { type SchemaFieldProps, useForm } from "./context.ts";
import { describe } from "./ExpressionField.tsx";
import { titleOf } from "./schema.ts";
import { useUnfinished } from "./unfinished.tsx";
import { useDraft } from "./useDraft.ts";

/** Any JSON. What is typed is kept as typed: a half-written object is not thrown away, it is only not the value yet. */
export function AnyField({ name, path, schema, value, onChange, required, hideLabel }: SchemaFieldProps) {
  const form = useForm();
  const [typed, setTyped] = useDraft(value, printAny);
  const [unfinished, keep] = useUnfinished(path);
  const text = unfinished ?? typed;
  const reading = readAny(text);
  const label = titleOf(schema, name);
  const problem = reading.ok ? form.problemAt(path) : reading.message;
  const code = {
    label,
    language: text.trimStart().startsWith("{{") ? "expression" : "json",
    value: text,
    lines: Math.min(12, Math.max(hideLabel ? 1 : 2, text.split("\n").length)),
    readOnly: form.readOnly,
    invalid: problem !== undefined,
    placeholder: "{{ input }}, or JSON",
    onValueChange: (next: string) => {
      const read = readAny(next);
      keep(read.ok ? undefined : next);
      if (!read.ok) return;
      setTyped(next, read.value);
      onChange(read.value);
    },
  } as const;
  return (
    <Field
      label={label}
      hideLabel={hideLabel ?? false}
      required={required}
      error={problem}
      hint={describe(schema["description"])}
    >
      {form.code?.(code) ?? <CodeEditor {...code} />}
    </Field>
  );
}
