import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../controls/Button.tsx";
import { type SchemaFieldProps, useForm } from "./context.ts";
import styles from "./form.module.css";
import { Group } from "./Group.tsx";
import { initialObject, isSchema, type Property, titleOf } from "./schema.ts";

type Values = Readonly<Record<string, unknown>>;

interface FieldsProps {
  readonly path: string;
  readonly properties: readonly Property[];
  readonly value: Values;
  readonly onChange: (value: Values) => void;
  readonly all: boolean;
}

/**
 * The fields of an object. What must be given, what is given and what is wrong comes first; the rest, which has
 * defaults, is one line that names it. That is decided once, when the form is opened: nothing moves while one types.
 */
export function Fields({ path, properties, value, onChange, all }: FieldsProps) {
  const { Field, problemUnder } = useForm();
  const at = (key: string) => childPath(path, key);
  const [keys] = useState(() => {
    const isFirst = ({ key, required }: Property) =>
      all || required || value[key] !== undefined || problemUnder(at(key));
    const later = properties.filter((one) => !isFirst(one)).map((one) => one.key);
    return new Set(later.length > 2 ? later : []);
  });
  const [open, setOpen] = useState(false);
  const first = properties.filter((one) => !keys.has(one.key));
  const rest = properties.filter((one) => keys.has(one.key));
  // What is wrong is not folded away, and stays where it is once it is right.
  if (!open && rest.some(({ key }) => problemUnder(at(key)))) setOpen(true);
  const render = (one: Property) => (
    <Field
      key={one.key}
      name={one.key}
      path={at(one.key)}
      schema={one.schema}
      required={one.required}
      value={value[one.key]}
      onChange={(next) => onChange(withKey(value, one.key, next))}
    />
  );
  return (
    <div className={styles.fields}>
      {first.map(render)}
      {rest.length > 0 && (
        <Collapsible.Root open={open} onOpenChange={setOpen}>
          <Collapsible.Trigger className={styles.more}>
            <ChevronRight aria-hidden="true" />
            <span>{rest.length} more</span>
            <span className={styles.names}>{rest.map((one) => titleOf(one.schema, one.key)).join(", ")}</span>
          </Collapsible.Trigger>
          <Collapsible.Panel className={styles.rest}>{rest.map(render)}</Collapsible.Panel>
        </Collapsible.Root>
      )}
    </div>
  );
}

export function ObjectField(props: SchemaFieldProps & { readonly properties: readonly Property[] }) {
  const { name, path, schema, value, onChange, required, properties, hideLabel } = props;
  const { readOnly } = useForm();
  const title = titleOf(schema, name);
  if (value === undefined && !required) {
    return (
      <Button
        size="small"
        icon={<Plus />}
        disabled={readOnly}
        className={styles.add}
        onClick={() => onChange(initialObject(properties))}
      >
        {title}
      </Button>
    );
  }
  return (
    <Group
      title={title}
      hideTitle={hideLabel ?? false}
      hint={schema["description"]}
      onRemove={required || readOnly || hideLabel ? undefined : () => onChange(undefined)}
    >
      <Fields
        path={path}
        properties={properties}
        value={isSchema(value) ? value : {}}
        onChange={onChange}
        all={false}
      />
    </Group>
  );
}

/** Same key order as before, so that a change of one value is a change of one line in the file. */
export function withKey(object: Values, key: string, value: unknown): Values {
  if (value !== undefined) return { ...object, [key]: value };
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
}

export function childPath(path: string, key: string): string {
  const part = /^[\w$-]+$/.test(key) ? key : `[${JSON.stringify(key)}]`;
  return path === "" || part.startsWith("[") ? `${path}${part}` : `${path}.${part}`;
}
