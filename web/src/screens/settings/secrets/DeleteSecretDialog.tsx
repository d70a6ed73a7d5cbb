import { useState } from "react";
import { DeleteSecretDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { Usage } from "../Usage.tsx";

export interface DeleteSecretDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function DeleteSecretDialog({ name, onClose, onDone }: DeleteSecretDialogProps) {
  const [typed, setTyped] = useState("");
  return (
    <ActDialog
      title={`Delete ${name}?`}
      description="Steps that need it fail from now on. It cannot be brought back: nobody can read its value."
      verb="Delete"
      blocked={typed === name ? undefined : "Type its name first"}
      danger
      forms={callForms("delete_secret", { name })}
      act={async () => {
        await request(DeleteSecretDocument, { name });
        say(`${name} deleted`);
        onDone();
      }}
      onClose={onClose}
    >
      <Usage of="secret" name={name} />
      <TextField label={`Type ${name} to confirm`} mono value={typed} onValueChange={setTyped} />
    </ActDialog>
  );
}
