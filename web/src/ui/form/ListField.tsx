import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../controls/Button.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { type SchemaFieldProps, useForm } from "./context.ts";
import styles from "./form.module.css";
import { Group } from "./Group.tsx";
import { initialValue, type Schema, titleOf } from "./schema.ts";
import { useNames } from "./useNames.ts";

/** A list, in order. Items are moved by buttons, so that keys can do what a pointer can. */
export function ListField(props: SchemaFieldProps & { readonly items: Schema; readonly aside?: ReactNode }) {
  const { name, path, schema, value, onChange, items, aside, hideLabel } = props;
  const { Field, problemAt, readOnly } = useForm();
  const list: readonly unknown[] = Array.isArray(value) ? value : asList(schema["default"]);
  const title = titleOf(schema, name);
  const most = typeof schema["maxItems"] === "number" ? schema["maxItems"] : Number.POSITIVE_INFINITY;
  const names = useNames(list.length);
  const move = (from: number, to: number) => {
    names.move(from, to);
    onChange(list.toSpliced(from, 1).toSpliced(to, 0, list[from]));
  };
  return (
    <Group
      title={title}
      hideTitle={hideLabel ?? false}
      hint={schema["description"]}
      problem={problemAt(path)}
      aside={aside}
    >
      {list.map((item, index) => {
        const label = `${title} ${index + 1}`;
        return (
          <div key={names.of(index)} className={styles.item}>
            <Field
              name={label}
              path={`${path}[${index}]`}
              schema={{ ...items, title: label }}
              required
              hideLabel
              value={item}
              onChange={(next) => onChange(list.with(index, next ?? null))}
            />
            {!readOnly && (
              <div className={styles.itemKeys}>
                {list.length > 1 && (
                  <>
                    <IconButton
                      size="small"
                      label={`Move ${label} up`}
                      icon={<ArrowUp />}
                      disabled={index === 0}
                      onClick={() => move(index, index - 1)}
                    />
                    <IconButton
                      size="small"
                      label={`Move ${label} down`}
                      icon={<ArrowDown />}
                      disabled={index === list.length - 1}
                      onClick={() => move(index, index + 1)}
                    />
                  </>
                )}
                <IconButton
                  size="small"
                  label={`Remove ${label}`}
                  icon={<X />}
                  onClick={() => {
                    names.remove(index);
                    onChange(list.toSpliced(index, 1));
                  }}
                />
              </div>
            )}
          </div>
        );
      })}
      {!readOnly && (
        <Button
          size="small"
          look="quiet"
          icon={<Plus />}
          className={styles.add}
          disabled={list.length >= most}
          onClick={() => onChange([...list, initialValue(items)])}
        >
          Add
        </Button>
      )}
    </Group>
  );
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
