import { TextField } from "../../../ui/controls/TextField.tsx";
import { isSlug } from "../flow-list.ts";

export interface BeginningProps {
  readonly taken: ReadonlySet<string>;
  /** The flow is there: look at it. */
  readonly onCreated: (slug: string, what: "draft" | "deployed") => void;
}

export interface NameFieldProps {
  readonly value: string;
  readonly onValueChange: (name: string) => void;
  readonly taken: ReadonlySet<string>;
  readonly hint?: string;
}

export function NameField({ value, onValueChange, taken, hint }: NameFieldProps) {
  const problem = value === "" ? undefined : nameProblem(value, taken);
  return (
    <TextField
      label="Name"
      mono
      value={value}
      onValueChange={onValueChange}
      hint={hint ?? "In addresses and calls: lowercase letters, digits, - and _."}
      error={problem}
    />
  );
}

export function nameProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === "") return "It needs a name";
  if (!isSlug(name)) return "Lowercase letters, digits, - and _, up to 63";
  return taken.has(name) ? "There is a flow of that name" : undefined;
}
