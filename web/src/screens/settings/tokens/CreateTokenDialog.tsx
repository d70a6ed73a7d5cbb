import { useState } from "react";
import { CreateTokenDocument } from "../../../../generated/graphql.ts";
import { ActDialog } from "../../../app/ActDialog.tsx";
import { callForms } from "../../../data/call-forms.ts";
import { ProblemError } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import type { Role } from "../../../data/rights.ts";
import { Field } from "../../../ui/controls/Field.tsx";
import { Select } from "../../../ui/controls/Select.tsx";
import { TextField } from "../../../ui/controls/TextField.tsx";
import { expiryOf, type Lifetime, lifetimes, roles } from "./roles.ts";

/** `onMade`: with its name and the token, which is told this once. */
export function CreateTokenDialog({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (name: string, token: string) => void;
}) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [flows, setFlows] = useState("");
  const [lifetime, setLifetime] = useState<Lifetime>("90");
  const slugs = flows.split(/[\s,]+/).filter(Boolean);
  return (
    <ActDialog
      title="New token"
      verb="Create"
      blocked={name.trim() === "" ? "It needs a name" : undefined}
      forms={callForms("create_token", {
        name,
        role,
        ...(slugs.length === 0 ? {} : { flows: slugs }),
        expires_at: expiryOf(lifetime, Date.now()) ?? "infinity",
      })}
      act={async () => {
        const { createToken } = await request(CreateTokenDocument, {
          name,
          role,
          flows: slugs.length === 0 ? null : slugs,
          expiresAt: expiryOf(lifetime, Date.now()),
        });
        const token = createToken?.result?.token;
        if (!token) throw new ProblemError({ code: "unknown", message: "The server gave no token" });
        onMade(name, token);
      }}
      onClose={onClose}
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
    </ActDialog>
  );
}
