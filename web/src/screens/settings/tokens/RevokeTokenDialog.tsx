import { RevokeTokenDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { request } from "../../../data/request.ts";
import { say } from "../../../ui/overlay/toast.ts";

export interface RevokeTokenDialogProps {
  readonly token: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RevokeTokenDialog({ token, onClose, onDone }: RevokeTokenDialogProps) {
  return (
    <ActDialog
      title={`Revoke ${token.name}?`}
      description="Whoever uses it is out with the next request, and open connections are closed. It cannot be brought back."
      verb="Revoke"
      danger
      forms={callForms("revoke_token", { id: BigInt(token.id) })}
      act={async () => {
        await request(RevokeTokenDocument, { id: token.id });
        say(`${token.name} revoked`);
        onDone();
      }}
      onClose={onClose}
    />
  );
}
