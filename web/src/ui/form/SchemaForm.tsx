import { type ReactNode, useMemo, useState } from "react";
import type { CodeEditorProps } from "../code/types.ts";
import { AnyField } from "./AnyField.tsx";
import { FormProvider, type SchemaFieldProps, type TextSlotProps, useForm } from "./context.ts";
import { ExpressionField, FxButton } from "./ExpressionField.tsx";
import { ListField } from "./ListField.tsx";
import { MapField } from "./MapField.tsx";
import { Fields, ObjectField } from "./ObjectField.tsx";
import { ChoiceField, NumberField, TextLikeField, ToggleField } from "./ScalarFields.tsx";
import {
  fieldOf,
  isExpression,
  isOutOfPlace,
  isSchema,
  propertiesOf,
  type Schema,
  takesExpressions,
} from "./schema.ts";
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
  const takes = takesExpressions(schema);
  // A text that stands in the place of another value stays a text for as long as it is typed, whatever it says meanwhile.
  const [typed, setTyped] = useState(false);
  const computed = takes && typeof value === "string" && (typed || isOutOfPlace(field, value));
  if (computed !== typed) setTyped(computed);
  const on = computed || isExpression(value);
  const fx = { ...props, on, onFixed: () => setTyped(false) };
  if (computed) return <ExpressionField {...fx} value={value} />;
  const aside = takes && !form.readOnly && <FxButton {...fx} />;
  switch (field.kind) {
    case "text":
      return <TextLikeField {...props} widget={field.widget} />;
    case "number":
      return <NumberField {...props} aside={aside} integer={field.integer} />;
    case "toggle":
      return <ToggleField {...props} aside={aside} />;
    case "choice":
      return <ChoiceField {...props} aside={aside} options={field.options} />;
    case "constant":
      return null;
    case "object":
      return <ObjectField {...props} properties={field.properties} />;
    case "map":
      return <MapField {...props} aside={aside} values={field.values} />;
    case "list":
      return <ListField {...props} aside={aside} items={field.items} />;
    case "variant":
      return <VariantField {...props} by={field.by} shapes={field.shapes} />;
    case "any":
      return <AnyField {...props} />;
  }
}

/** For callers that hold unknown JSON. */
export const schemaOr = (value: unknown): Schema => (isSchema(value) ? value : { type: "object" });
