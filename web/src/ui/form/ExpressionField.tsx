import { Field } from "../controls/Field.tsx";
import { TextArea } from "../controls/TextField.tsx";
import { type SchemaFieldProps, useForm } from "./context.ts";
import styles from "./form.module.css";
import { titleOf } from "./schema.ts";

/** Any field whose value is computed when the step runs. */
export function ExpressionField(props: FxProps & { readonly value: string }) {
  const form = useForm();
  const { name, path, schema, value, onChange, required, hideLabel } = props;
  const label = titleOf(schema, name);
  const control = { value, readOnly: form.readOnly, onValueChange: onChange };
  return (
    <Field
      label={label}
      hideLabel={hideLabel ?? false}
      required={required}
      error={form.problemAt(path)}
      hint={describe(schema["description"])}
      aside={!form.readOnly && <FxButton {...props} />}
    >
      {form.text?.({ ...control, path, label, placeholder: "", multiline: true }) ?? (
        <TextArea mono rows={1} {...control} />
      )}
    </Field>
  );
}

interface FxProps extends SchemaFieldProps {
  readonly on: boolean;
  readonly onFixed: () => void;
}

/** Between a fixed value and an expression. The fixed value is gone once an expression stands: undo brings it back. */
export function FxButton({ schema, name, value, onChange, required, on, onFixed }: FxProps) {
  return (
    <button
      type="button"
      className={styles.fx}
      aria-pressed={on}
      aria-label={`fx, ${titleOf(schema, name)}`}
      title={on ? "Back to a fixed value" : "Compute it with an expression"}
      onClick={() => {
        if (on) onFixed();
        onChange(on ? (schema["default"] ?? (required ? "" : undefined)) : `{{ ${literal(value)} }}`);
      }}
    >
      fx
    </button>
  );
}

export const describe = (text: unknown) => (typeof text === "string" ? text : undefined);

/** A number or a truth value is its own expression, so switching keeps it. */
const literal = (value: unknown) =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : "input";
