import { useState } from "react";
import { RollbackFlowDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { say } from "../../../ui/overlay/toast.ts";

export interface RestoreDialogProps {
  readonly slug: string;
  readonly version: number;
  readonly onClose: () => void;
  readonly onDone: (number: number | undefined) => void;
}

/** History is never rewritten: an old version comes back as a new one. */
export function RestoreDialog({ slug, version, onClose, onDone }: RestoreDialogProps) {
  const [note, setNote] = useState(`Restore v${version}`);
  return (
    <ActDialog
      title={`Restore v${version} of ${slug}?`}
      description="It becomes a new version and is what starts from now on. Runs under way keep the version they began with; a draft stays as it is."
      verb="Restore"
      forms={callForms("rollback_flow", { flow: slug, version, ...(note ? { reason: note } : {}) })}
      act={async () => {
        const asked = { flow: slug, version, reason: note || null };
        const number = (await request(RollbackFlowDocument, asked)).rollbackFlow?.result?.number;
        say(`v${version} is back as v${number ?? ""}`);
        onDone(number);
      }}
      onClose={onClose}
    >
      <TextField label="Note" value={note} onValueChange={setNote} />
    </ActDialog>
  );
}
