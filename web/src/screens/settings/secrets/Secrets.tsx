import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { useRefusal } from "../../../app/useWho.ts";
import { SecretListDocument } from "../../../data/generated/graphql.ts";
import { toProblem } from "../../../data/problem.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { PlainTable } from "../../../ui/table/PlainTable.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { NotForYou } from "../NotForYou.tsx";
import row from "../rows.module.css";
import { Section } from "../Section.tsx";
import { secretCommands, useSettingsCommands } from "../settings-commands.tsx";
import { DeleteSecretDialog } from "./DeleteSecretDialog.tsx";
import { SetSecretDialog } from "./SetSecretDialog.tsx";

const sql = "select name, updated_at, last_used_at from reflux.secrets order by name;";
const graphql = "{\n  secrets { nodes { name updatedAt lastUsedAt } }\n}";

export default function Secrets() {
  const mayNotRead = useRefusal("secrets");
  const mayNotSet = useRefusal("set_secret");
  const mayNotDelete = useRefusal("delete_secret");
  const { data, error, refetch } = useQuery({
    enabled: mayNotRead === undefined,
    queryKey: ["secrets"],
    queryFn: async ({ signal }) => (await request(SecretListDocument, {}, signal)).secrets?.nodes ?? [],
    staleTime: 0,
  });
  /** `""` is a new one. */
  const [setting, setSetting] = useState<string>();
  const [deleting, setDeleting] = useState<string>();
  const changed = () => void refetch();
  const add = useCallback(() => setSetting(""), []);
  useSettingsCommands(add, secretCommands);
  const button = (
    <Button look="primary" icon={<Plus />} blocked={mayNotSet} onClick={add}>
      New secret
    </Button>
  );
  return (
    <Section
      title="Secrets"
      words={
        <>
          Flows name them as <code>{"{{ secrets.name }}"}</code>. A value is encrypted before it is stored;
          nobody can read it back, only replace it.
        </>
      }
      actions={
        <>
          <CopyAs sql={sql} graphql={graphql} link={location.href} />
          {data && data.length > 0 && button}
        </>
      }
    >
      {mayNotRead !== undefined && <NotForYou right="secrets" />}
      {error && <ErrorCallout problem={toProblem(error)} />}
      {data?.length === 0 && (
        <EmptyState glyph={<KeyRound />} title="No secret yet" action={button}>
          Passwords, keys and tokens of other systems belong here and not into a flow. From a shell: reflux
          secret set NAME.
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <PlainTable
          label="Secrets"
          rows={data.toSorted((a, b) => (a.name < b.name ? -1 : 1))}
          rowKey={(secret) => secret.name}
          columns={[
            { id: "name", title: "Name", cell: (secret) => <code>{secret.name}</code> },
            { id: "set", title: "Set", cell: (secret) => <Time at={secret.updatedAt} /> },
            {
              id: "used",
              title: "Last used",
              cell: (secret) => (secret.lastUsedAt === null ? "never" : <Time at={secret.lastUsedAt} />),
            },
            {
              id: "actions",
              title: "Actions",
              quiet: true,
              align: "end",
              cell: (secret) => (
                <span className={row.actions}>
                  <Button
                    size="small"
                    blocked={mayNotSet}
                    onClick={() => setSetting(secret.name)}
                    aria-label={`Rotate ${secret.name}`}
                  >
                    Rotate
                  </Button>
                  <Button
                    size="small"
                    look="quiet"
                    blocked={mayNotDelete}
                    onClick={() => setDeleting(secret.name)}
                    aria-label={`Delete ${secret.name}`}
                  >
                    Delete
                  </Button>
                </span>
              ),
            },
          ]}
        />
      )}
      {setting !== undefined && (
        <SetSecretDialog
          name={setting}
          taken={new Set(data?.map((secret) => secret.name))}
          onClose={() => setSetting(undefined)}
          onDone={changed}
        />
      )}
      {deleting !== undefined && (
        <DeleteSecretDialog name={deleting} onClose={() => setDeleting(undefined)} onDone={changed} />
      )}
    </Section>
  );
}
