import type { ReactNode } from "react";
import { Button } from "../ui/controls/Button.tsx";
import { ErrorCallout } from "../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../ui/overlay/Dialog.tsx";
import { useAction } from "./useAction.ts";

export interface ConfirmDialogProps {
  readonly title: string;
  /** What will be gone, and what stays. */
  readonly description: string;
  /** What the deciding button says. */
  readonly verb: string;
  /** Why it cannot be pressed yet. */
  readonly blocked?: string | undefined;
  /** The same as a statement, for who would rather send it. */
  readonly copy?: ReactNode;
  readonly children?: ReactNode;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that cannot simply be undone. It closes when that is done, and stays open when it failed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, verb, blocked, copy, children, act, onClose } = props;
  const action = useAction(async () => {
    await act();
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      size="small"
      actions={
        <>
          {copy}
          <DialogClose render={<Button>Keep it</Button>} />
          <Button look="danger" busy={action.busy} blocked={blocked} onClick={() => action.run()}>
            {verb}
          </Button>
        </>
      }
    >
      {action.problem && <ErrorCallout problem={action.problem} />}
      {children}
    </Dialog>
  );
}
