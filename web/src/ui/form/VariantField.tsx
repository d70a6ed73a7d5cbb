import { useState } from "react";
import { Field } from "../controls/Field.tsx";
import { Segmented } from "../controls/Segmented.tsx";
import { Select } from "../controls/Select.tsx";
import { type SchemaFieldProps, useForm } from "./context.ts";
import { describe } from "./ExpressionField.tsx";
import styles from "./form.module.css";
import { Fields } from "./ObjectField.tsx";
import { initialObject, isSchema, type Shape, titleOf } from "./schema.ts";

/** One shape out of several. Values whose names the next shape shares are kept when switching. */
export function VariantField(
  props: SchemaFieldProps & { readonly by: string; readonly shapes: readonly Shape[] },
) {
  const { name, path, schema, value, onChange, required, by, shapes } = props;
  const { problemAt, readOnly } = useForm();
  const values = isSchema(value) ? value : {};
  const shape = shapes.find((one) => one.tag === String(values[by]));
  const label = titleOf(schema, name);
  const choices = shapes.map((one) => ({ value: one.tag, label: one.title }));
  const choose = (tag: string) => {
    const next = shapes.find((one) => one.tag === tag);
    if (!next) return;
    const kept = Object.entries(values).filter(
      ([key]) => key !== by && next.properties.some((one) => one.key === key),
    );
    onChange({ ...initialObject(next.properties), ...Object.fromEntries(kept) });
  };
  const words = choices.reduce((sum, choice) => sum + choice.label.length, 0);
  const [small] = useState(shape !== undefined && choices.length <= 4 && words <= 32);
  return (
    <div className={styles.variant}>
      <Field label={label} required={required} error={problemAt(path)} hint={describe(schema["description"])}>
        {small && !readOnly ? (
          <Segmented label={label} choices={choices} value={shape?.tag ?? ""} onValueChange={choose} />
        ) : (
          <Select choices={choices} value={shape?.tag ?? null} onValueChange={choose} disabled={readOnly} />
        )}
      </Field>
      {shape && shape.properties.length > 1 && (
        <div className={styles.group}>
          <Fields
            key={shape.tag}
            path={path}
            properties={shape.properties.filter((one) => one.key !== by)}
            value={values}
            onChange={onChange}
            all={false}
          />
        </div>
      )}
    </div>
  );
}
