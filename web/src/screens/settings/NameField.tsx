import { TextField } from "../../ui/controls/TextField.tsx";

export interface NameFieldProps {
  readonly name: string;
  readonly onChange: (name: string) => void;
  readonly problem: string | undefined;
}

/** The name of a new secret or variable. */
export function NameField({ name, onChange, problem }: NameFieldProps) {
  return (
    <TextField
      label="Name"
      mono
      value={name}
      onValueChange={onChange}
      hint="As flows write it."
      error={problem}
    />
  );
}

/** What is wrong with a name that is being typed; `whenTaken` is what to say where there is one of that name. */
export function nameProblem(name: string, isTaken: boolean, whenTaken: string): string | undefined {
  if (name === "") return undefined;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return "Letters, digits and _, not beginning with a digit.";
  return isTaken ? whenTaken : undefined;
}
