import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { CodeEditorProps } from "../code/types.ts";
import type { Schema } from "./schema.ts";

/** One thing to edit. `undefined` is absent, and is how an optional value is taken away. */
export interface SchemaFieldProps {
  readonly name: string;
  /** `cases[2].port`, as deploy prints it, below the form's root. */
  readonly path: string;
  readonly schema: Schema;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly required: boolean;
  /** Inside a list or map the label is said, not shown. */
  readonly hideLabel?: boolean;
}

export interface TextSlotProps {
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  readonly path: string;
  readonly label: string;
  readonly placeholder: string;
  readonly multiline: boolean;
  readonly readOnly: boolean;
}

export interface FormContext {
  /** Message of the first problem at exactly this path. */
  readonly problemAt: (path: string) => string | undefined;
  /** Is there a problem at or below it? Then it must not be folded away. */
  readonly problemUnder: (path: string) => boolean;
  readonly readOnly: boolean;
  /** The editor's expression helper, where there is one. */
  readonly text?: ((props: TextSlotProps) => ReactNode) | undefined;
  /** The same for code that takes expressions. */
  readonly code?: ((props: CodeEditorProps) => ReactNode) | undefined;
  /** Fields hold fields. Through the context, so that their files need not import each other in a ring. */
  readonly Field: ComponentType<SchemaFieldProps>;
}

const Context = createContext<FormContext | null>(null);
export const FormProvider = Context.Provider;

export function useForm(): FormContext {
  const form = useContext(Context);
  if (!form) throw new Error("a schema field needs a SchemaForm around it");
  return form;
}
