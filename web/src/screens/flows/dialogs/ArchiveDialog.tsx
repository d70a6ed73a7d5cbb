import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { ArchiveFlowDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { callForms } from "../copy-forms.ts";

export interface FlowDialogProps {
  readonly slug: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export default function ArchiveDialog({ slug, onClose, onDone }: FlowDialogProps) {
  const [reason, setReason] = useState("");
  const archive = useAction(async () => {
    await request(ArchiveFlowDocument, { slug, reason: reason || null });
    say(`${slug} archived`, { description: "It is under State: Archived. Deploying it brings it back." });
    onDone();
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Archive ${slug}?`}
      description="Its webhooks, schedules and table triggers go at once, and nothing starts it any more. Runs under way go on; its versions and its history stay."
      size="small"
      actions={
        <>
          <CopyAs {...callForms("archive_flow", { slug, ...(reason ? { reason } : {}) })} />
          <DialogClose render={<Button>Keep it</Button>} />
          <Button look="danger" busy={archive.busy} onClick={() => archive.run()}>
            Archive
          </Button>
        </>
      }
    >
      {archive.problem && <ErrorCallout problem={archive.problem} />}
      <TextField label="Reason" hint="For whoever asks later." value={reason} onValueChange={setReason} />
    </Dialog>
  );
}
