import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { RollbackFlowDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";

export interface RestoreDialogProps {
  readonly slug: string;
  readonly version: number;
  readonly onClose: () => void;
  readonly onDone: (number: number | undefined) => void;
}

/** History is never rewritten: an old version comes back as a new one. */
export function RestoreDialog({ slug, version, onClose, onDone }: RestoreDialogProps) {
  const [note, setNote] = useState(`Restore v${version}`);
  const restore = useAction(async () => {
    const { rollbackFlow } = await request(RollbackFlowDocument, {
      flow: slug,
      version,
      reason: note || null,
    });
    const number = rollbackFlow?.result?.number;
    say(`v${version} is back as v${number ?? ""}`);
    onDone(number);
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Restore v${version} of ${slug}?`}
      description="It becomes a new version and is what starts from now on. Runs under way keep the version they began with; a draft stays as it is."
      size="small"
      actions={
        <>
          <CopyAs
            {...callForms("rollback_flow", { flow: slug, version, ...(note ? { reason: note } : {}) })}
          />
          <DialogClose render={<Button>Cancel</Button>} />
          <Button look="primary" busy={restore.busy} onClick={() => restore.run()}>
            Restore
          </Button>
        </>
      }
    >
      {restore.problem && <ErrorCallout problem={restore.problem} />}
      <TextField label="Note" value={note} onValueChange={setNote} />
    </Dialog>
  );
}
