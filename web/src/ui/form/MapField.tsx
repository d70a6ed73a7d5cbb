import { Plus, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "../controls/Button.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { TextInput } from "../controls/TextField.tsx";
import { type SchemaFieldProps, useForm } from "./context.ts";
import styles from "./form.module.css";
import { Group } from "./Group.tsx";
import { childPath } from "./ObjectField.tsx";
import { initialValue, isSchema, type Schema, titleOf } from "./schema.ts";

/** Free keys, one kind of value: headers, parameters. Renaming a key keeps its place, also that of a number. */
export function MapField(props: SchemaFieldProps & { readonly values: Schema; readonly aside?: ReactNode }) {
  const { name, path, schema, value, onChange, values, aside, hideLabel } = props;
  const { Field, problemAt, readOnly } = useForm();
  const held = isSchema(value) ? value : {};
  const shown = useRef<readonly { readonly name: number; readonly key: string }[]>([]);
  const next = useRef(0);
  const stay = shown.current.filter(({ key }) => Object.hasOwn(held, key));
  const come = Object.keys(held).filter((key) => !stay.some((row) => row.key === key));
  shown.current = [...stay, ...come.map((key) => ({ name: next.current++, key }))];
  const rows = shown.current;
  const entries = rows.map(({ key }) => [key, held[key]] as const);
  const title = titleOf(schema, name);
  const put = (next: readonly (readonly [string, unknown])[]) => onChange(Object.fromEntries(next));
  return (
    <Group
      title={title}
      hideTitle={hideLabel ?? false}
      hint={schema["description"]}
      problem={problemAt(path)}
      aside={aside}
    >
      {entries.map(([key, item], index) => (
        <div key={rows[index]?.name} className={styles.entry}>
          <KeyInput
            label={`${title}: name ${index + 1}`}
            value={key}
            taken={entries.map(([other]) => other)}
            readOnly={readOnly}
            onRename={(next) => {
              shown.current = rows.map((row) => (row.key === key ? { ...row, key: next } : row));
              put(entries.with(index, [next, item]));
            }}
          />
          <Field
            name={`${title}: ${key}`}
            path={childPath(path, key)}
            schema={{ ...values, title: `${title}: ${key}` }}
            required
            hideLabel
            value={item}
            onChange={(next) => put(entries.with(index, [key, next ?? null]))}
          />
          {!readOnly && (
            <IconButton
              size="small"
              label={`Remove ${key}`}
              icon={<X />}
              onClick={() => put(entries.toSpliced(index, 1))}
            />
          )}
        </div>
      ))}
      {!readOnly && (
        <Button
          size="small"
          look="quiet"
          icon={<Plus />}
          className={styles.add}
          onClick={() => put([...entries, [freeKey(entries), initialValue(values)]])}
        >
          Add
        </Button>
      )}
    </Group>
  );
}

interface KeyInputProps {
  readonly label: string;
  readonly value: string;
  readonly taken: readonly string[];
  readonly readOnly: boolean;
  readonly onRename: (key: string) => void;
}

const fields = ":is(input, textarea, [role=textbox], [role=combobox]):not(:disabled, [aria-hidden=true])";

/** The key holds only once it is left: while typing, `a` may be on its way to `accept`. */
function KeyInput({ label, value, taken, readOnly, onRename }: KeyInputProps) {
  const [draft, setDraft] = useState<string>();
  const text = draft ?? value;
  const clash = text !== value && taken.includes(text);
  const leave = () => {
    // A name that is taken stays written, and wrong.
    if (!clash) setDraft(undefined);
    if (text !== value && text !== "" && !clash) onRename(text);
  };
  return (
    <TextInput
      mono
      aria-label={label}
      aria-invalid={clash || undefined}
      title={clash ? "There is already one of this name." : undefined}
      value={text}
      readOnly={readOnly}
      onValueChange={setDraft}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        const row = event.currentTarget.closest(`.${styles.entry}`);
        const field = row?.querySelectorAll<HTMLElement>(fields)[1];
        // On to the value, by which the name is left; where it has none to type into, one stays.
        if (field && !clash) field.focus();
        else leave();
      }}
    />
  );
}

function freeKey(entries: readonly (readonly [string, unknown])[]): string {
  for (let number = entries.length + 1; ; number++) {
    const key = `key_${number}`;
    if (!entries.some(([other]) => other === key)) return key;
  }
}
