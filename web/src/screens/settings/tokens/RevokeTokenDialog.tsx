import { useAction } from "../../../app/useAction.ts";
import { RevokeTokenDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { say } from "../../../ui/overlay/toast.ts";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";

export interface RevokeTokenDialogProps {
  readonly token: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RevokeTokenDialog({ token, onClose, onDone }: RevokeTokenDialogProps) {
  const revoke = useAction(async () => {
    await request(RevokeTokenDocument, { id: token.id });
    say(`${token.name} revoked`);
    onDone();
    onClose();
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke ${token.name}?`}
      description="Whoever uses it is out with the next request, and open connections are closed. It cannot be brought back."
      size="small"
      actions={
        <>
          <CopyAs
            sql={`select * from reflux.revoke_token(${token.id});`}
            graphql={`mutation {\n  revokeToken(input: { id: "${token.id}" }) { result { revokedAt } }\n}`}
          />
          <DialogClose render={<Button>Keep it</Button>} />
          <Button look="danger" busy={revoke.busy} onClick={() => revoke.run()}>
            Revoke
          </Button>
        </>
      }
    >
      {revoke.problem && <ErrorCallout problem={revoke.problem} />}
    </Dialog>
  );
}
