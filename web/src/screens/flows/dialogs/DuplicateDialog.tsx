import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { DuplicateFlowDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { say } from "../../../ui/overlay/toast.ts";
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
  return (
    <ActDialog
      title={`Duplicate ${slug}`}
      description="The copy is a draft: two flows cannot answer on one webhook path, so a person looks first."
      verb="Duplicate"
      blocked={isSlug(name) ? undefined : "It needs a name of its own"}
      forms={callForms("duplicate_flow", { slug, new_slug: name })}
      act={async () => {
        await request(DuplicateFlowDocument, { slug, newSlug: name, title: null });
        onDone();
        say(`${name} is a draft`, {
          description: `A copy of ${slug}. Look over its paths and schedules before publishing.`,
        });
        // Without filters, so that the copy is in sight.
        await navigate({ to: "/flows", search: { peek: name } });
      }}
      onClose={onClose}
    >
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
    </ActDialog>
  );
}
