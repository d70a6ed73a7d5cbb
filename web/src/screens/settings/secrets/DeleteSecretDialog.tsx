import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { DeleteSecretDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { Usage } from "./Usage.tsx";

export interface DeleteSecretDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function DeleteSecretDialog({ name, onClose, onDone }: DeleteSecretDialogProps) {
  const [typed, setTyped] = useState("");
  const remove = useAction(async () => {
    await request(DeleteSecretDocument, { name });
    say(`${name} deleted`);
    onDone();
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${name}?`}
      description="Steps that need it fail from now on. It cannot be brought back: nobody can read its value."
      size="small"
      actions={
        <>
          <DialogClose render={<Button>Keep it</Button>} />
          <Button
            look="danger"
            busy={remove.busy}
            blocked={typed === name ? undefined : "Type its name first"}
            onClick={() => remove.run()}
          >
            Delete
          </Button>
        </>
      }
    >
      {remove.problem && <ErrorCallout problem={remove.problem} />}
      <Usage name={name} />
      <TextField
        label={`Type ${name} to confirm`}
        mono
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onValueChange={setTyped}
      />
    </Dialog>
  );
}
