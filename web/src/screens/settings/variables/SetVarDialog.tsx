import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { SetVarDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Switch } from "../../../ui/controls/Switch.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { NameField, nameProblem } from "../NameField.tsx";
import styles from "../rows.module.css";
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

const FORM = "set-variable";

export function SetVarDialog({ name: known, value: before, taken, onClose, onDone }: SetVarDialogProps) {
  const isNew = known === "";
  const [name, setName] = useState(known);
  const [typed, setTyped] = useState(isNew ? "" : written(before));
  const [asText, setAsText] = useState(false);
  const { value, kind } = readTyped(typed, asText);
  const set = useAction(async () => {
    await request(SetVarDocument, { name, value });
    say(`${name} is set`);
    onDone();
    onClose();
  });
  const wrong = nameProblem(
    name,
    isNew && taken.has(name),
    "There is a variable of that name: change it instead.",
  );
  const isNothing = value === null ? "The page cannot send null; use SQL." : undefined;
  const unready = name === "" ? "It needs a name" : (wrong ?? isNothing);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? "New variable" : `Change ${known}`}
      description="Steps that begin from now on read this value."
      size="small"
      actions={
        <>
          <CopyAs {...callForms("set_var", { name, value: { json: value } })} />
          <DialogClose render={<Button>Cancel</Button>} />
          <Button type="submit" form={FORM} look="primary" busy={set.busy} blocked={unready}>
            Set
          </Button>
        </>
      }
    >
      {set.problem && <ErrorCallout problem={set.problem} />}
      <form
        id={FORM}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (unready === undefined) set.run();
        }}
      >
        {isNew && <NameField name={name} onChange={setName} problem={wrong} />}
        <TextField
          label="Value"
          mono
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onValueChange={setTyped}
          hint={`JSON, or else a text. As it stands: ${kind}.`}
          error={isNothing}
        />
        <Switch label="Take it as a text" checked={asText} onCheckedChange={setAsText} />
      </form>
      {!isNew && <Usage of="variable" name={known} />}
    </Dialog>
  );
}
