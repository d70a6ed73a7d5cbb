import { useState } from "react";
import { useAction } from "../../../app/useAction.ts";
import { callForms } from "../../../data/call-forms.ts";
import { CreateTokenDocument } from "../../../data/generated/graphql.ts";
import { ProblemError } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import type { Role } from "../../../data/rights.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Field } from "../../../ui/controls/Field.tsx";
import { Select } from "../../../ui/controls/Select.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { Dialog, DialogClose } from "../../../ui/overlay/Dialog.tsx";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import styles from "../rows.module.css";
import { expiryOf, type Lifetime, lifetimes, roles } from "./roles.ts";

const FORM = "create-token";

export function CreateTokenDialog({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [flows, setFlows] = useState("");
  const [lifetime, setLifetime] = useState<Lifetime>("90");
  const [made, setMade] = useState<string>();
  const slugs = flows.split(/[\s,]+/).filter(Boolean);
  const create = useAction(async () => {
    const { createToken } = await request(CreateTokenDocument, {
      name,
      role,
      flows: slugs.length === 0 ? null : slugs,
      expiresAt: expiryOf(lifetime, Date.now()),
    });
    const token = createToken?.result?.token;
    if (!token) throw new ProblemError({ code: "unknown", message: "The server gave no token" });
    setMade(token);
    onDone();
  });
  if (made !== undefined) {
    return (
      <Dialog
        open
        onOpenChange={(open) => !open && onClose()}
        title={`The token of ${name}`}
        description="Copy it now: it is shown this once, and only its hash is kept."
        actions={
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <CodeSample label="Token" language="text" code={made} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New token"
      size="small"
      actions={
        <>
          <CopyAs
            {...callForms("create_token", {
              name,
              role,
              ...(slugs.length === 0 ? {} : { flows: slugs }),
              expires_at: expiryOf(lifetime, Date.now()) ?? "infinity",
            })}
          />
          <DialogClose render={<Button>Cancel</Button>} />
          <Button
            type="submit"
            form={FORM}
            look="primary"
            busy={create.busy}
            blocked={name.trim() === "" ? "It needs a name" : undefined}
          >
            Create
          </Button>
        </>
      }
    >
      {create.problem && <ErrorCallout problem={create.problem} />}
      <form
        id={FORM}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") create.run();
        }}
      >
        <TextField
          label="Name"
          placeholder="ci"
          hint="Who or what will use it. History names it as the actor."
          value={name}
          onValueChange={setName}
        />
        <Field label="Role" hint={roles.find((one) => one.id === role)?.may}>
          <Select
            value={role}
            onValueChange={setRole}
            choices={roles.map((one) => ({ value: one.id, label: one.id }))}
          />
        </Field>
        <TextField
          label="Flows"
          mono
          placeholder="all"
          hint="Names with commas between them: it sees those and nothing else. Empty: all."
          value={flows}
          onValueChange={setFlows}
        />
        <Field label="Ends after">
          <Select value={lifetime} onValueChange={setLifetime} choices={lifetimes} />
        </Field>
      </form>
    </Dialog>
  );
}
