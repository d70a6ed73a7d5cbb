import { KeyRound, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { SecretListDocument } from "../../../../generated/graphql.ts";
import { useRows } from "../../../app/useRows.ts";
import { useRefusal } from "../../../app/useWho.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { Time } from "../../../ui/time/Time.tsx";
import { actionsColumn } from "../actions-column.tsx";
import { ListSection } from "../ListSection.tsx";
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
  const mayNotSet = useRefusal("set_secret");
  const mayNotDelete = useRefusal("delete_secret");
  const mayNotBind = useRefusal("allow_secret");
  /** One that flows share with others belongs to those who reach them all. */
  const notYours = (bound: { readonly yours: boolean | null } | undefined) =>
    bound?.yours === false ? "Shared with flows that your token does not reach." : undefined;
  const query = useRows({
    name: "secrets",
    right: "secrets",
    // Both are by name, and what is bound is a secret.
    read: async (page, signal) => {
      const { secrets, secretBindings } = await request(SecretListDocument, page, signal);
      const bound = new Map(secretBindings?.map((one) => [one.name, one]));
      const nodes = secrets?.nodes.map((secret) => ({ ...secret, bound: bound.get(secret.name) }));
      return secrets && { ...secrets, nodes: nodes ?? [] };
    },
  });
  type Secret = NonNullable<typeof query.data>["rows"][number];
  /** `""` is a new one. */
  const [setting, setSetting] = useState<string>();
  const [deleting, setDeleting] = useState<string>();
  const [binding, setBinding] = useState<string>();
  const changed = () => void query.refetch();
  const add = useCallback(() => setSetting(""), []);
  useSettingsCommands(add, secretCommands);
  const button = (
    <Button look="primary" icon={<Plus />} blocked={mayNotSet} onClick={add}>
      New secret
    </Button>
  );
  return (
    <ListSection
      title="Secrets"
      words={
        <>
          Flows name them as <code>{"{{ secrets.name }}"}</code>. A value is encrypted before it is stored;
          nobody can read it back, only replace it.
        </>
      }
      sql={sql}
      graphql={graphql}
      right="secrets"
      query={query}
      button={button}
      empty={
        <EmptyState glyph={<KeyRound />} title="No secret yet" action={button}>
          Passwords, keys and tokens of other systems belong here and not into a flow. From a shell: reflux
          secret set NAME.
        </EmptyState>
      }
      rowKey={(secret) => secret.name}
      columns={[
        { id: "name", title: "Name", cell: (secret) => <code>{secret.name}</code> },
        {
          id: "flows",
          title: "Flows",
          cell: ({ bound }) => bound?.flows?.join(", ") ?? <span className="quiet">not bound</span>,
        },
        {
          id: "hosts",
          title: "Hosts",
          cell: ({ bound }) => bound?.hosts?.join(", ") ?? <span className="quiet">any</span>,
        },
        { id: "set", title: "Set", cell: (secret) => <Time at={secret.updatedAt} /> },
        {
          id: "used",
          title: "Last used",
          cell: (secret) => (secret.lastUsedAt === null ? "never" : <Time at={secret.lastUsedAt} />),
        },
        actionsColumn(({ name, bound }: Secret) => [
          { verb: "Rotate", blocked: mayNotSet ?? notYours(bound), onClick: () => setSetting(name) },
          { verb: "Bind", blocked: mayNotBind ?? notYours(bound), onClick: () => setBinding(name) },
          {
            verb: "Delete",
            look: "quiet",
            blocked: mayNotDelete ?? notYours(bound),
            onClick: () => setDeleting(name),
          },
        ]),
      ]}
    >
      {setting !== undefined && (
        <SetSecretDialog
          name={setting}
          taken={new Set(query.data?.rows.map((secret) => secret.name))}
          onClose={() => setSetting(undefined)}
          onDone={changed}
        />
      )}
      {binding !== undefined && (
        <BindSecretDialog
          name={binding}
          bounds={typedAs(query.data?.rows.find(({ name }) => name === binding)?.bound)}
          onClose={() => setBinding(undefined)}
          onDone={changed}
        />
      )}
      {deleting !== undefined && (
        <DeleteSecretDialog name={deleting} onClose={() => setDeleting(undefined)} onDone={changed} />
      )}
    </ListSection>
  );
}
