import { Button } from "../../../ui/controls/Button.tsx";
import { Dialog } from "../../../ui/overlay/Dialog.tsx";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";

export interface MadeToken {
  readonly title: string;
  readonly token: string;
  /** Of the one it stands in for. */
  readonly words?: string;
}

/** The one time that a token can be read. */
export function MadeTokenDialog({
  made,
  onClose,
}: {
  readonly made: MadeToken;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={made.title}
      description={<>Copy it now: it is shown this once, and only its hash is kept. {made.words}</>}
      actions={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <CodeSample label="Token" language="text" code={made.token} />
    </Dialog>
  );
}
