import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { RotateTokenDocument } from "../../../data/generated/graphql.ts";
import { ProblemError } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import type { RevokeTokenDialogProps } from "./RevokeTokenDialog.tsx";

/** A new token in the place of one, shown this once; the old one works on for a day. */
export function RotateTokenDialog({ token, onClose, onDone }: RevokeTokenDialogProps) {
  const [made, setMade] = useState<string>();
  const rotate = useAction(async () => {
    const { rotateToken } = await request(RotateTokenDocument, { id: token.id });
    const text = rotateToken?.result?.token;
    if (!text) throw new ProblemError({ code: "unknown", message: "The server gave no token" });
    setMade(text);
    onDone();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={made === undefined ? `Rotate ${token.name}?` : `The new token of ${token.name}`}
      description={
        made === undefined
          ? "Makes a new token with the same rights and the same length of life. The old one works on for a day, so that whoever uses it can change over."
          : "Copy it now: it is shown this once, and only its hash is kept. The old one ends in a day."
      }
      actions={
        made === undefined ? (
          <>
            <CopyAs {...callForms("rotate_token", { id: BigInt(token.id) })} />
            <DialogClose render={<Button>Cancel</Button>} />
            <Button look="primary" busy={rotate.busy} onClick={() => rotate.run()}>
              Rotate
            </Button>
          </>
        ) : (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {rotate.problem && <ErrorCallout problem={rotate.problem} />}
      {made !== undefined && <CodeSample label="Token" language="text" code={made} />}
    </Dialog>
  );
}
