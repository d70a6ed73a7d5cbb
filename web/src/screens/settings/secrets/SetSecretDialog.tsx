import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { SetSecretDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { IconButton } from "../../../ui/controls/IconButton.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { NameField, nameProblem } from "../NameField.tsx";
import { Usage } from "../Usage.tsx";
import { BoundsFields } from "./BoundsFields.tsx";
import { listsOf, saidIn, unbound } from "./bounds.ts";

export interface SetSecretDialogProps {
  /** Empty: a new one. */
  readonly name: string;
  readonly taken: ReadonlySet<string>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function SetSecretDialog({ name: known, taken, onClose, onDone }: SetSecretDialogProps) {
  const isNew = known === "";
  const [name, setName] = useState(known);
  const [value, setValue] = useState("");
  const [seen, setSeen] = useState(false);
  const [bounds, setBounds] = useState(unbound);
  /** A new value leaves the bounds as they are. */
  const lists = listsOf(bounds);
  const wrong = nameProblem(
    name,
    isNew && taken.has(name),
    "There is a secret of that name: rotate it instead.",
  );
  const unready =
    name === "" ? "It needs a name" : (wrong ?? (value === "" ? "It needs a value" : undefined));
  return (
    <ActDialog
      title={isNew ? "New secret" : `Rotate ${known}`}
      description={
        isNew
          ? "The value can be replaced later, and never read."
          : "Attempts that begin from now on use the new value. The old one is gone."
      }
      verb={isNew ? "Set" : "Rotate"}
      blocked={unready}
      // The value is never in what is copied.
      forms={callForms("set_secret", { name, value: "…", ...saidIn(lists) })}
      act={async () => {
        await request(SetSecretDocument, { name, value, ...lists });
        say(isNew ? `${name} is set` : `${name} has a new value`);
        onDone();
      }}
      onClose={onClose}
    >
      {isNew && <NameField name={name} onChange={setName} problem={wrong} />}
      <TextField
        label="Value"
        mono
        type={seen ? "text" : "password"}
        autoComplete="new-password"
        value={value}
        onValueChange={setValue}
        trail={
          <IconButton
            label={seen ? "Hide" : "Show"}
            icon={seen ? <EyeOff /> : <Eye />}
            size="small"
            onClick={() => setSeen(!seen)}
          />
        }
      />
      {isNew && <BoundsFields bounds={bounds} onChange={setBounds} />}
      {!isNew && <Usage of="secret" name={known} />}
    </ActDialog>
  );
}
