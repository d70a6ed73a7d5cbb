import { type ReactNode, useId } from "react";
import type { CopyForms } from "../data/call-forms.ts";
import { Button } from "../ui/controls/Button.tsx";
import { ErrorCallout } from "../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose, type DialogProps } from "../ui/overlay/Dialog.tsx";
import { CopyAs } from "../ui/values/CopyAs.tsx";
import { useAction } from "./useAction.ts";

export interface ActDialogProps extends Pick<DialogProps, "title" | "description" | "size" | "children"> {
  /** What the deciding button says. */
  readonly verb: string;
  /** Why it cannot be pressed yet. */
  readonly blocked?: string | undefined;
  /** It cannot simply be undone: only the button itself does it, not Enter in a field. */
  readonly danger?: boolean;
  /** The same as a call, for who would rather send it. */
  readonly forms: CopyForms;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before one change. It closes when that is done, and stays open when it failed. */
export function ActDialog(props: ActDialogProps): ReactNode {
  const { verb, blocked, danger = false, forms, act, onClose, size = "small", children, ...words } = props;
  const form = useId();
  const action = useAction(async () => {
    await act();
    onClose();
  });
  return (
    <Dialog
      {...words}
      open
      onOpenChange={(open) => !open && onClose()}
      size={size}
      actions={
        <>
          <CopyAs {...forms} />
          <DialogClose render={<Button>{danger ? "Keep it" : "Cancel"}</Button>} />
          <Button
            {...(danger
              ? { look: "danger", onClick: () => action.run() }
              : { look: "primary", type: "submit", form })}
            busy={action.busy}
            blocked={blocked}
          >
            {verb}
          </Button>
        </>
      }
    >
      {action.problem && <ErrorCallout problem={action.problem} />}
      <form
        id={form}
        // Its fields stand in the rhythm of the dialog.
        style={{ display: "contents" }}
        onSubmit={(event) => {
          event.preventDefault();
          if (!danger && blocked === undefined) action.run();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
