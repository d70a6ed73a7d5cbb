import { RotateTokenDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { ProblemError } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";

export interface RotateTokenDialogProps {
  readonly token: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
  readonly onMade: (token: string) => void;
}

/** A new token in the place of one, told this once; the old one works on for a day. */
export function RotateTokenDialog({ token: { id, name }, onClose, onMade }: RotateTokenDialogProps) {
  return (
    <ActDialog
      title={`Rotate ${name}?`}
      description="Makes a new token with the same rights and the same length of life. The old one works on for a day, so that whoever uses it can change over."
      size="medium"
      verb="Rotate"
      forms={callForms("rotate_token", { id: BigInt(id) })}
      act={async () => {
        const token = (await request(RotateTokenDocument, { id })).rotateToken?.result?.token;
        if (!token) throw new ProblemError({ code: "unknown", message: "The server gave no token" });
        onMade(token);
      }}
      onClose={onClose}
    />
  );
}
