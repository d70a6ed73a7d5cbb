import { type ReactNode, useMemo } from "react";
import type { CodeEditorProps } from "../code/CodeEditor.tsx";
import { AnyField } from "./AnyField.tsx";
import { FormProvider, type SchemaFieldProps, type TextSlotProps, useForm } from "./context.ts";
import { ExpressionField, FxButton } from "./ExpressionField.tsx";
import { ListField } from "./ListField.tsx";
import { MapField } from "./MapField.tsx";
import { Fields, ObjectField } from "./ObjectField.tsx";
import { ChoiceField, NumberField, TextLikeField, ToggleField } from "./ScalarFields.tsx";
import { fieldOf, isExpression, isSchema, propertiesOf, type Schema, takesExpressions } from "./schema.ts";
import { VariantField } from "./VariantField.tsx";

export interface FormProblem {
  readonly path: string;
  readonly message: string;
}

export interface SchemaFormProps {
  /** An object schema of the form subset. */
  readonly schema: Schema;
  readonly value: Readonly<Record<string, unknown>>;
  readonly onChange: (value: Readonly<Record<string, unknown>>) => void;
  readonly problems?: readonly FormProblem[];
  readonly readOnly?: boolean;
  /** Replaces the plain box of every text that takes expressions. */
  readonly text?: (props: TextSlotProps) => ReactNode;
  /** Replaces the plain editor of any JSON. */
  readonly code?: (props: CodeEditorProps) => ReactNode;
  /** Shown without asking, even when optional and unset. */
  readonly all?: boolean;
}

/** The form of a node's config, a run's input, a signal's payload: whatever a JSON Schema of the subset describes. */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, value, onChange, problems = [], readOnly = false, text, code, all = false } = props;
  const context = useMemo(
    () => ({
      Field: SchemaField,
      readOnly,
      text,
      code,
      problemAt: (path: string) => problems.find((problem) => problem.path === path)?.message,
      problemUnder: (path: string) =>
        problems.some((problem) => problem.path === path || /^[.[]/.test(problem.path.slice(path.length))),
    }),
    [problems, readOnly, text, code],
  );
  return (
    <FormProvider value={context}>
      <Fields path="" properties={propertiesOf(schema)} value={value} onChange={onChange} all={all} />
    </FormProvider>
  );
}

function SchemaField(props: SchemaFieldProps) {
  const form = useForm();
  const { schema, value } = props;
  const field = fieldOf(schema, value);
  if (isExpression(value) && field.kind !== "text" && field.kind !== "any" && takesExpressions(schema)) {
    return <ExpressionField {...props} value={value} />;
  }
  const fx = !form.readOnly && takesExpressions(schema) && <FxButton {...props} />;
  switch (field.kind) {
    case "text":
      return <TextLikeField {...props} widget={field.widget} />;
    case "number":
      return <NumberField {...props} aside={fx} integer={field.integer} />;
    case "toggle":
      return <ToggleField {...props} aside={fx} />;
    case "choice":
      return <ChoiceField {...props} aside={fx} options={field.options} />;
    case "constant":
      return null;
    case "object":
      return <ObjectField {...props} properties={field.properties} />;
    case "map":
      return <MapField {...props} aside={fx} values={field.values} />;
    case "list":
      return <ListField {...props} aside={fx} items={field.items} />;
    case "variant":
      return <VariantField {...props} by={field.by} shapes={field.shapes} />;
    case "any":
      return <AnyField {...props} />;
  }
}

/** For callers that hold unknown JSON. */
export const schemaOr = (value: unknown): Schema => (isSchema(value) ? value : { type: "object" });
