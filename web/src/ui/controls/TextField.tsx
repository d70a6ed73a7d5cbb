import { Field as Base } from "@base-ui/react/field";
import type { ComponentProps, ReactNode, Ref } from "react";
import { cx } from "../cx.ts";
import { Field, type FieldProps } from "./Field.tsx";
import styles from "./TextField.module.css";

export interface TextInputProps extends Omit<ComponentProps<"input">, "onChange" | "size" | "ref"> {
  readonly onValueChange?: (value: string) => void;
  readonly mono?: boolean | undefined;
  readonly lead?: ReactNode;
  readonly trail?: ReactNode;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export type TextFieldProps = Omit<FieldProps, "children"> & Omit<TextInputProps, "name" | "required">;

/** A labelled line of text. For a bare input (search, filter) use TextInput with an aria-label. */
export function TextField({
  label,
  name,
  hint,
  error,
  required,
  aside,
  hideLabel,
  ...input
}: TextFieldProps) {
  return (
    <Field {...{ label, name, hint, error, required, aside }} hideLabel={hideLabel ?? false}>
      <TextInput {...input} required={required ?? false} />
    </Field>
  );
}

export function TextInput({
  onValueChange,
  mono,
  lead,
  trail,
  inputRef,
  className,
  ...rest
}: TextInputProps) {
  return (
    <span className={cx(styles.box, className)}>
      {lead && <span className={styles.lead}>{lead}</span>}
      <Base.Control
        // A name or a piece of code: a dictionary knows nothing of it.
        {...(mono && { spellCheck: false, autoComplete: "off" })}
        {...rest}
        render={<input ref={inputRef} />}
        className={cx(styles.input, mono && styles.mono)}
        onValueChange={(value) => onValueChange?.(value)}
      />
      {trail && <span className={styles.trail}>{trail}</span>}
    </span>
  );
}

export interface TextAreaProps extends Omit<ComponentProps<"textarea">, "onChange"> {
  readonly onValueChange?: (value: string) => void;
  readonly mono?: boolean | undefined;
}

/** Grows with what is written, within reason. */
export function TextArea({ onValueChange, mono, className, rows = 3, ...rest }: TextAreaProps) {
  return (
    <Base.Control
      render={<textarea {...rest} style={{ "--rows": rows }} />}
      className={cx(styles.box, styles.area, mono && styles.mono, className)}
      onValueChange={(value) => onValueChange?.(value)}
    />
  );
}
