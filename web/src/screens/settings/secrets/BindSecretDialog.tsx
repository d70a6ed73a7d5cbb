import { useState } from "react";
import { AllowSecretDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { say } from "../../../ui/overlay/toast.ts";
import { Usage } from "../Usage.tsx";
import { BoundsFields } from "./BoundsFields.tsx";
import { type Bounds, listsOf, saidIn } from "./bounds.ts";

export interface BindSecretDialogProps {
  readonly name: string;
  readonly bounds: Bounds;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Says anew who may read a secret and where it may go; its value stays. */
export function BindSecretDialog({ name, bounds: before, onClose, onDone }: BindSecretDialogProps) {
  const [bounds, setBounds] = useState(before);
  const lists = listsOf(bounds);
  return (
    <ActDialog
      title={`Bind ${name}`}
      description="Steps elsewhere cannot read it from now on."
      verb="Bind"
      forms={callForms("allow_secret", { name, ...saidIn(lists), exactly: true })}
      act={async () => {
        await request(AllowSecretDocument, { name, ...lists });
        say(`${name} is bound`);
        onDone();
      }}
      onClose={onClose}
    >
      <BoundsFields bounds={bounds} onChange={setBounds} />
      <Usage of="secret" name={name} />
    </ActDialog>
  );
}
