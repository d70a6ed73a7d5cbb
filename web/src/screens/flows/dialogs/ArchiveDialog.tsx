import { useState } from "react";
import { ArchiveFlowDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { say } from "../../../ui/overlay/toast.ts";

export interface FlowDialogProps {
  readonly slug: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export default function ArchiveDialog({ slug, onClose, onDone }: FlowDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <ActDialog
      title={`Archive ${slug}?`}
      description="Its webhooks, schedules and table triggers go at once, and nothing starts it any more. Runs under way go on; its versions and its history stay."
      verb="Archive"
      danger
      forms={callForms("archive_flow", { slug, ...(reason ? { reason } : {}) })}
      act={async () => {
        await request(ArchiveFlowDocument, { slug, reason: reason || null });
        say(`${slug} archived`, { description: "It is under State: Archived. Deploying it brings it back." });
        onDone();
      }}
      onClose={onClose}
    >
      <TextField label="Reason" hint="For whoever asks later." value={reason} onValueChange={setReason} />
    </ActDialog>
  );
}
