import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { DuplicateFlowDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { copyName, isSlug } from "../flow-list.ts";
import type { FlowDialogProps } from "./ArchiveDialog.tsx";

export default function DuplicateDialog({
  slug,
  taken,
  onClose,
  onDone,
}: FlowDialogProps & { readonly taken: ReadonlySet<string> }) {
  const navigate = useNavigate();
  const [name, setName] = useState(() => copyName(slug, taken));
  const duplicate = useAction(async () => {
    await request(DuplicateFlowDocument, { slug, newSlug: name, title: null });
    onDone();
    onClose();
    say(`${name} is a draft`, {
      description: `A copy of ${slug}. Look over its paths and schedules before publishing.`,
    });
    // Without filters, so that the copy is in sight.
    await navigate({ to: "/flows", search: { peek: name } });
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Duplicate ${slug}`}
      description="The copy is a draft: two flows cannot answer on one webhook path, so a person looks first."
      size="small"
      actions={
        <>
          <CopyAs {...callForms("duplicate_flow", { slug, new_slug: name })} />
          <DialogClose render={<Button>Cancel</Button>} />
          <Button
            look="primary"
            busy={duplicate.busy}
            blocked={isSlug(name) ? undefined : "It needs a name of its own"}
            onClick={() => duplicate.run()}
          >
            Duplicate
          </Button>
        </>
      }
    >
      {duplicate.problem && <ErrorCallout problem={duplicate.problem} />}
      <TextField
        label="Name of the copy"
        mono
        value={name}
        onValueChange={setName}
        hint="Lowercase letters, digits, - and _."
        error={
          name !== "" && !isSlug(name)
            ? "Lowercase letters, digits, - and _, up to 63."
            : taken.has(name)
              ? "There is a flow of that name."
              : undefined
        }
      />
    </Dialog>
  );
}
