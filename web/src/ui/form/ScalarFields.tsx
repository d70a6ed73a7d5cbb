import type { ReactNode } from "react";
import { isNumeric, readNumber } from "#language/exact-number.ts";
import { CodeEditor } from "../code/CodeEditor.tsx";
import { Combobox } from "../controls/Combobox.tsx";
import { Field } from "../controls/Field.tsx";
import { Segmented } from "../controls/Segmented.tsx";
import { Select } from "../controls/Select.tsx";
import { Switch } from "../controls/Switch.tsx";
import { TextArea, TextInput } from "../controls/TextField.tsx";
import { type SchemaFieldProps, useForm } from "./context.ts";
import { describe } from "./ExpressionField.tsx";
import styles from "./form.module.css";
import { isExpression, type TextWidget, takesExpressions, titleOf } from "./schema.ts";

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
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  const label = titleOf(schema, name);
  const placeholder = describe(schema["default"]) ?? samples[widget] ?? firstExample(schema["examples"]);
  // An emptied optional text is absent: the node's own default then holds.
  const change = (next: string) => onChange(next === "" && !required ? undefined : next);
  const multiline = widget === "paragraph" || text.includes("\n");

  if (widget === "sql" || widget === "code") {
    const language = widget === "sql" ? "sql" : "typescript";
    return (
      <Frame field={props}>
        <CodeEditor
          value={text}
          label={label}
          language={language}
          readOnly={form.readOnly}
          invalid={form.problemAt(path) !== undefined}
          onValueChange={change}
        />
      </Frame>
    );
  }
  const marked = isExpression(value) ? <span className={styles.fxMark}>fx</span> : undefined;
  const slot =
    takesExpressions(schema) &&
    form.text?.({ value: text, path, label, placeholder, multiline, onValueChange: change });
  return (
    <Frame field={props}>
      {slot ||
        (multiline ? (
          <TextArea
            value={text}
            placeholder={placeholder}
            readOnly={form.readOnly}
            onValueChange={change}
            mono={isExpression(value)}
          />
        ) : (
          <TextInput
            value={text}
            placeholder={placeholder}
            readOnly={form.readOnly}
            onValueChange={change}
            mono={isExpression(value) || widget === "cron"}
            trail={marked}
          />
        ))}
    </Frame>
  );
}

export function NumberField(props: Scalar & { readonly integer: boolean }) {
  const { readOnly } = useForm();
  const { schema, value, onChange, integer } = props;
  const bound = (key: string) => (typeof schema[key] === "number" ? schema[key] : undefined);
  return (
    <Frame field={props}>
      <TextInput
        type="number"
        inputMode={integer ? "numeric" : "decimal"}
        step={integer ? 1 : "any"}
        min={bound("minimum")}
        max={bound("maximum")}
        readOnly={readOnly}
        value={isNumeric(value) ? String(value) : ""}
        placeholder={typeof schema["default"] === "number" ? String(schema["default"]) : ""}
        onValueChange={(text) => onChange(text === "" ? undefined : readNumber(text))}
      />
    </Frame>
  );
}

export function ToggleField(props: Scalar) {
  const { readOnly, problemAt } = useForm();
  const { name, path, schema, value, onChange, aside } = props;
  return (
    <div className={styles.toggle}>
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
  const small = choices.length <= 4 && words <= 24 && current !== null && !readOnly;
  const label = titleOf(schema, name);
  return (
    <Frame field={props}>
      {small ? (
        <Segmented label={label} choices={choices} value={current} onValueChange={change} />
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
