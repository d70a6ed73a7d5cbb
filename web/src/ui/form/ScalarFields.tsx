import { type ReactNode, useState } from "react";
import { isNumeric } from "#language/exact-number.ts";
import { CodeEditor } from "../code/CodeEditor.tsx";
import { Combobox } from "../controls/Combobox.tsx";
import { Field } from "../controls/Field.tsx";
import { Segmented } from "../controls/Segmented.tsx";
import { Select } from "../controls/Select.tsx";
import { Switch } from "../controls/Switch.tsx";
import { TextArea, TextInput } from "../controls/TextField.tsx";
import { readAny } from "./any.ts";
import { type SchemaFieldProps, useForm } from "./context.ts";
import { describe } from "./ExpressionField.tsx";
import styles from "./form.module.css";
import { isExpression, type TextWidget, takesExpressions, titleOf } from "./schema.ts";
import { useDraft } from "./useDraft.ts";

type Scalar = SchemaFieldProps & { readonly aside?: ReactNode };

function Frame({ field, children }: { readonly field: Scalar; readonly children: ReactNode }) {
  const { problemAt } = useForm();
  const { name, path, schema, required, hideLabel, aside } = field;
  return (
    <Field
      label={titleOf(schema, name)}
      hideLabel={hideLabel ?? false}
      required={required}
      error={problemAt(path)}
      hint={describe(schema["description"])}
      aside={aside}
    >
      {children}
    </Field>
  );
}

const samples: Readonly<Partial<Record<TextWidget, string>>> = {
  duration: "30s, 5m, 2h, 1d",
  moment: "2026-11-22T21:00:00Z",
  cron: "0 9 * * 1-5",
};

export function TextLikeField(props: Scalar & { readonly widget: TextWidget }) {
  const form = useForm();
  const { name, path, schema, value, onChange, required, widget } = props;
  const text = printText(value);
  // An emptied optional text is absent: the node's own default then holds.
  const change = (next: string) => onChange(next === "" && !required ? undefined : next);
  if (widget === "sql" || widget === "code") {
    return (
      <Frame field={props}>
        <CodeEditor
          value={text}
          label={titleOf(schema, name)}
          language={widget === "sql" ? "sql" : "typescript"}
          readOnly={form.readOnly}
          invalid={form.problemAt(path) !== undefined}
          onValueChange={change}
        />
      </Frame>
    );
  }
  const sample = samples[widget] ?? firstExample(schema["examples"]);
  return <Typed {...props} text={text} sample={sample} onText={change} />;
}

/** As a text, so that all of it can be typed, an expression too. What is no number yet is kept, and told to be none. */
export function NumberField(props: Scalar & { readonly integer: boolean }) {
  const { value, onChange, integer } = props;
  const [text, setText] = useDraft(value, printText);
  const change = (next: string) => {
    const read = readTyped(next);
    setText(next, read);
    onChange(read);
  };
  return (
    <Typed {...props} text={text} sample="" onText={change} inputMode={integer ? "numeric" : "decimal"} />
  );
}

interface TypedProps extends Scalar {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly sample: string;
  readonly widget?: TextWidget;
  readonly inputMode?: "numeric" | "decimal";
}

function Typed({ text, onText, sample, widget, inputMode, ...field }: TypedProps) {
  const form = useForm();
  const { name, path, schema } = field;
  const isLong = widget === "paragraph" || text.includes("\n");
  // Once it has lines it stays so: the control may not become another under the keys.
  const [multiline, setMultiline] = useState(isLong);
  if (isLong && !multiline) setMultiline(true);
  const mono = isExpression(text);
  const placeholder = schema["default"] === undefined ? sample : printText(schema["default"]);
  const control = { value: text, placeholder, readOnly: form.readOnly, onValueChange: onText };
  const slot = { ...control, path, label: titleOf(schema, name), multiline };
  return (
    <Frame field={field}>
      {(takesExpressions(schema) && form.text?.(slot)) ||
        (multiline ? (
          <TextArea {...control} mono={mono} />
        ) : (
          <TextInput
            {...control}
            inputMode={inputMode}
            mono={mono || widget === "cron"}
            trail={mono ? <span className={styles.fxMark}>fx</span> : undefined}
          />
        ))}
    </Frame>
  );
}

const printText = (value: unknown) =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);

function readTyped(text: string): unknown {
  if (text.trim() === "") return undefined;
  const read = readAny(text);
  return read.ok && isNumeric(read.value) ? read.value : text;
}

export function ToggleField(props: Scalar) {
  const { readOnly, problemAt } = useForm();
  const { name, path, schema, value, onChange, aside } = props;
  return (
    <div className={`grid centred gap-2 ${styles.toggle}`}>
      <Switch
        label={titleOf(schema, name)}
        hint={problemAt(path) ?? describe(schema["description"])}
        checked={(value ?? schema["default"]) === true}
        onCheckedChange={onChange}
        disabled={readOnly}
      />
      {aside}
    </div>
  );
}

export function ChoiceField(props: Scalar & { readonly options: readonly unknown[] }) {
  const { readOnly } = useForm();
  const { name, schema, value, onChange, options, required } = props;
  const chosen = value ?? schema["default"];
  // Values may be numbers or null; controls speak text. JSON tells 1 from "1".
  const choices = options.map((option) => ({ value: JSON.stringify(option), label: String(option) }));
  const current = chosen === undefined ? null : JSON.stringify(chosen);
  const change = (text: string | null) => {
    const index = choices.findIndex((choice) => choice.value === text);
    onChange(index === -1 ? undefined : options[index]);
  };
  const words = choices.reduce((sum, choice) => sum + choice.label.length, 0);
  // What is chosen does not make another control of it.
  const [small] = useState(choices.length <= 4 && words <= 24 && current !== null);
  const label = titleOf(schema, name);
  return (
    <Frame field={props}>
      {small && !readOnly ? (
        <Segmented label={label} choices={choices} value={current ?? ""} onValueChange={change} />
      ) : choices.length > 9 ? (
        <Combobox choices={choices} value={current} onValueChange={change} disabled={readOnly} />
      ) : (
        <Select
          choices={choices}
          value={current}
          onValueChange={change}
          disabled={readOnly}
          placeholder={required ? "Choose" : "Not set"}
        />
      )}
    </Frame>
  );
}

const firstExample = (examples: unknown) =>
  Array.isArray(examples) && typeof examples[0] === "string" ? examples[0] : "";
