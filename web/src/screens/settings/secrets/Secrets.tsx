import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { useRefusal } from "../../../app/useWho.ts";
import { SecretListDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { PlainTable } from "../../../ui/table/PlainTable.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { NotForYou } from "../NotForYou.tsx";
import row from "../rows.module.css";
import { Section } from "../Section.tsx";
import { secretCommands, useSettingsCommands } from "../settings-commands.tsx";
import { BindSecretDialog } from "./BindSecretDialog.tsx";
import { typedAs } from "./bounds.ts";
import { DeleteSecretDialog } from "./DeleteSecretDialog.tsx";
import { SetSecretDialog } from "./SetSecretDialog.tsx";

const sql =
  "select s.name, b.flows, b.nodes, b.hosts, s.updated_at, s.last_used_at\nfrom reflux.secrets s join reflux.secret_bindings() b on b.name = s.name\norder by s.name;";
const graphql =
  "{\n  secrets { nodes { name updatedAt lastUsedAt } }\n  secretBindings { name flows nodes hosts yours }\n}";

export default function Secrets() {
  const mayNotRead = useRefusal("secrets");
  const mayNotSet = useRefusal("set_secret");
  const mayNotDelete = useRefusal("delete_secret");
  const mayNotBind = useRefusal("allow_secret");
  /** One that flows share with others belongs to those who reach them all. */
  const notYours = (bound: { readonly yours: boolean | null } | undefined) =>
    bound?.yours === false ? "Shared with flows that your token does not reach." : undefined;
  const { data, error, refetch } = useQuery({
    enabled: mayNotRead === undefined,
    queryKey: ["secrets"],
    queryFn: async ({ signal }) => {
      const { secrets, secretBindings } = await request(SecretListDocument, {}, signal);
      const bound = new Map(secretBindings?.map((one) => [one.name, one]));
      return (secrets?.nodes ?? []).map((secret) => ({ ...secret, bound: bound.get(secret.name) }));
    },
    staleTime: 0,
  });
  /** `""` is a new one. */
  const [setting, setSetting] = useState<string>();
  const [deleting, setDeleting] = useState<string>();
  const [binding, setBinding] = useState<string>();
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
      <ReadProblem error={error} />
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
            {
              id: "flows",
              title: "Flows",
              cell: ({ bound }) => bound?.flows?.join(", ") ?? <span className={row.quiet}>not bound</span>,
            },
            {
              id: "hosts",
              title: "Hosts",
              cell: ({ bound }) => bound?.hosts?.join(", ") ?? <span className={row.quiet}>any</span>,
            },
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
                    blocked={mayNotSet ?? notYours(secret.bound)}
                    onClick={() => setSetting(secret.name)}
                    aria-label={`Rotate ${secret.name}`}
                  >
                    Rotate
                  </Button>
                  <Button
                    size="small"
                    blocked={mayNotBind ?? notYours(secret.bound)}
                    onClick={() => setBinding(secret.name)}
                    aria-label={`Bind ${secret.name}`}
                  >
                    Bind
                  </Button>
                  <Button
                    size="small"
                    look="quiet"
                    blocked={mayNotDelete ?? notYours(secret.bound)}
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
      {binding !== undefined && (
        <BindSecretDialog
          name={binding}
          bounds={typedAs(data?.find(({ name }) => name === binding)?.bound)}
          onClose={() => setBinding(undefined)}
          onDone={changed}
        />
      )}
      {deleting !== undefined && (
        <DeleteSecretDialog name={deleting} onClose={() => setDeleting(undefined)} onDone={changed} />
      )}
    </Section>
  );
}
