import { KeySquare, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { TokenListDocument } from "../../../../generated/graphql.ts";
import { useRows } from "../../../app/useRows.ts";
import { useRefusal, useWho } from "../../../app/useWho.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Badge } from "../../../ui/feedback/Badge.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { PlainTable } from "../../../ui/table/PlainTable.tsx";
import { useClock } from "../../../ui/time/clock.ts";
import { Time } from "../../../ui/time/Time.tsx";
import { actionsColumn } from "../actions-column.tsx";
import { ListSection } from "../ListSection.tsx";
import styles from "../rows.module.css";
import { Section } from "../Section.tsx";
import { tokenCommands, useSettingsCommands } from "../settings-commands.tsx";
import { CreateTokenDialog } from "./CreateTokenDialog.tsx";
import { type MadeToken, MadeTokenDialog } from "./MadeTokenDialog.tsx";
import { RevokeTokenDialog } from "./RevokeTokenDialog.tsx";
import { RotateTokenDialog } from "./RotateTokenDialog.tsx";
import { roles, tokenState } from "./roles.ts";

const sql =
  "select id, name, role, flows, hint, expires_at, last_used_at, revoked_at\nfrom reflux.api_tokens\norder by id desc;";
const graphql =
  "{\n  apiTokens(orderBy: [ID_DESC]) { nodes { id name role flows hint expiresAt lastUsedAt revokedAt } }\n}";

export default function Tokens() {
  const who = useWho();
  const mayNotCreate = useRefusal("create_token");
  const mayNotRevoke = useRefusal("revoke_token");
  const mayNotRotate = useRefusal("rotate_token");
  const query = useRows({
    name: "tokens",
    right: "api_tokens",
    read: async ({ after }, signal) => (await request(TokenListDocument, { after }, signal)).apiTokens,
  });
  type Token = NonNullable<typeof query.data>["rows"][number];
  const now = useClock();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const [rotating, setRotating] = useState<Token>();
  const [made, setMade] = useState<MadeToken>();
  const changed = () => void query.refetch();
  const add = useCallback(() => setCreating(true), []);
  useSettingsCommands(add, tokenCommands);
  const button = (
    <Button look="primary" icon={<Plus />} blocked={mayNotCreate} onClick={add}>
      New token
    </Button>
  );
  return (
    <>
      <ListSection
        title="Tokens"
        words="For programs and people that call the API, and to sign in here. A token is shown once; only its hash is kept."
        sql={sql}
        graphql={graphql}
        right="api_tokens"
        query={query}
        button={button}
        empty={
          <EmptyState
            glyph={<KeySquare />}
            title="No token yet"
            action={button}
            sql="select * from reflux.create_token('ci', 'operator', expires_at => now() + '90 days');"
          >
            On this machine the page is open without one. From anywhere else, each request needs a token.
          </EmptyState>
        }
        rowKey={(token) => token.id}
        faded={(token) => tokenState(token, now) !== "valid"}
        columns={[
          { id: "name", title: "Name", cell: (token) => token.name },
          { id: "role", title: "Role", cell: (token) => <Badge>{token.role}</Badge> },
          { id: "hint", title: "Token", cell: (token) => <code>{token.hint ?? ""}</code> },
          {
            id: "flows",
            title: "Flows",
            cell: (token) =>
              token.flows === null ? (
                "all"
              ) : (
                <span className={`flex wrap ${styles.names}`}>{token.flows.join(", ")}</span>
              ),
          },
          {
            id: "used",
            title: "Last used",
            cell: (token) => (token.lastUsedAt === null ? "never" : <Time at={token.lastUsedAt} />),
          },
          {
            id: "ends",
            title: "Ends",
            cell: (token) => {
              const state = tokenState(token, now);
              if (state !== "valid") return <Badge tone="neutral">{state}</Badge>;
              return token.expiresAt === null ? "never" : <Time at={token.expiresAt} />;
            },
          },
          actionsColumn((token: Token) =>
            tokenState(token, now) === "valid"
              ? [
                  { verb: "Rotate", look: "quiet", blocked: mayNotRotate, onClick: () => setRotating(token) },
                  { verb: "Revoke", look: "quiet", blocked: mayNotRevoke, onClick: () => setRevoking(token) },
                ]
              : [],
          ),
        ]}
      >
        {creating && (
          <CreateTokenDialog
            onClose={() => setCreating(false)}
            onMade={(name, token) => {
              setMade({ title: `The token of ${name}`, token });
              changed();
            }}
          />
        )}
        {rotating && (
          <RotateTokenDialog
            token={rotating}
            onClose={() => setRotating(undefined)}
            onMade={(token) => {
              setMade({
                title: `The new token of ${rotating.name}`,
                token,
                words: "The old one ends in a day.",
              });
              changed();
            }}
          />
        )}
        {made && <MadeTokenDialog made={made} onClose={() => setMade(undefined)} />}
        {revoking && (
          <RevokeTokenDialog token={revoking} onClose={() => setRevoking(undefined)} onDone={changed} />
        )}
      </ListSection>
      <Section title="Roles" words="Each may also do what the one above it may. They are roles of Postgres.">
        <PlainTable
          label="Roles"
          rows={roles}
          rowKey={(role) => role.id}
          columns={[
            {
              id: "role",
              title: "Role",
              cell: (role) => <RoleName id={role.id} own={role.id === who?.role} />,
            },
            { id: "may", title: "May", cell: (role) => <span className={styles.prose}>{role.may}</span> },
            { id: "postgres", title: "In Postgres", cell: (role) => <code>reflux_{role.id}</code> },
          ]}
        />
      </Section>
    </>
  );
}

function RoleName({ id, own }: { readonly id: string; readonly own: boolean }) {
  return (
    <span className={`flex wrap ${styles.names}`}>
      <Badge>{id}</Badge>
      {own && <Badge tone="accent">yours</Badge>}
    </span>
  );
}
