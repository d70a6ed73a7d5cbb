import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { AllowSecretDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import styles from "../rows.module.css";
import { Usage } from "../Usage.tsx";
import { BoundsFields } from "./BoundsFields.tsx";
import { type Bounds, listsOf, saidIn } from "./bounds.ts";

export interface BindSecretDialogProps {
  readonly name: string;
  readonly bounds: Bounds;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const FORM = "bind-secret";

/** Says anew who may read a secret and where it may go; its value stays. */
export function BindSecretDialog({ name, bounds: before, onClose, onDone }: BindSecretDialogProps) {
  const [bounds, setBounds] = useState(before);
  const lists = listsOf(bounds);
  const bind = useAction(async () => {
    await request(AllowSecretDocument, { name, ...lists });
    say(`${name} is bound`);
    onDone();
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Bind ${name}`}
      description="Steps elsewhere cannot read it from now on."
      size="small"
      actions={
        <>
          <CopyAs {...callForms("allow_secret", { name, ...saidIn(lists), exactly: true })} />
          <DialogClose render={<Button>Cancel</Button>} />
          <Button type="submit" form={FORM} look="primary" busy={bind.busy}>
            Bind
          </Button>
        </>
      }
    >
      {bind.problem && <ErrorCallout problem={bind.problem} />}
      <form
        id={FORM}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          bind.run();
        }}
      >
        <BoundsFields bounds={bounds} onChange={setBounds} />
      </form>
      <Usage of="secret" name={name} />
    </Dialog>
  );
}
