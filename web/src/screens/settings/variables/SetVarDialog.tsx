import { useState } from "react";
import { SetVarDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { Switch } from "../../../ui/controls/Switch.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { NameField, nameProblem } from "../NameField.tsx";
import { Usage } from "../Usage.tsx";
import { readTyped, written } from "./var-value.ts";

export interface SetVarDialogProps {
  /** Empty: a new one. */
  readonly name: string;
  readonly value: unknown;
  readonly taken: ReadonlySet<string>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function SetVarDialog({ name: known, value: before, taken, onClose, onDone }: SetVarDialogProps) {
  const isNew = known === "";
  const [name, setName] = useState(known);
  const [typed, setTyped] = useState(isNew ? "" : written(before));
  const [asText, setAsText] = useState(false);
  const { value, kind } = readTyped(typed, asText);
  const wrong = nameProblem(
    name,
    isNew && taken.has(name),
    "There is a variable of that name: change it instead.",
  );
  const isNothing = value === null ? "The page cannot send null; use SQL." : undefined;
  const unready = name === "" ? "It needs a name" : (wrong ?? isNothing);
  return (
    <ActDialog
      title={isNew ? "New variable" : `Change ${known}`}
      description="Steps that begin from now on read this value."
      verb="Set"
      blocked={unready}
      forms={callForms("set_var", { name, value: { json: value } })}
      act={async () => {
        await request(SetVarDocument, { name, value });
        say(`${name} is set`);
        onDone();
      }}
      onClose={onClose}
    >
      {isNew && <NameField name={name} onChange={setName} problem={wrong} />}
      <TextField
        label="Value"
        mono
        value={typed}
        onValueChange={setTyped}
        hint={`JSON, or else a text. As it stands: ${kind}.`}
        error={isNothing}
      />
      <Switch label="Take it as a text" checked={asText} onCheckedChange={setAsText} />
      {!isNew && <Usage of="variable" name={known} />}
    </ActDialog>
  );
}
