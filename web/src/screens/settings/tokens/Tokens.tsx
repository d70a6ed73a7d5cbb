import { useQuery } from "@tanstack/react-query";
import { KeySquare, Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { ReadProblem } from "../../../app/ReadProblem.tsx";
import { useRefusal, useWho } from "../../../app/useWho.ts";
import { TokenListDocument } from "../../../data/generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Badge } from "../../../ui/feedback/Badge.tsx";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import { PlainTable } from "../../../ui/table/PlainTable.tsx";
import { useClock } from "../../../ui/time/clock.ts";
import { Time } from "../../../ui/time/Time.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { NotForYou } from "../NotForYou.tsx";
import styles from "../rows.module.css";
import { Section } from "../Section.tsx";
import { tokenCommands, useSettingsCommands } from "../settings-commands.tsx";
import { CreateTokenDialog } from "./CreateTokenDialog.tsx";
import { RevokeTokenDialog } from "./RevokeTokenDialog.tsx";
import { RotateTokenDialog } from "./RotateTokenDialog.tsx";
import { roles, tokenState } from "./roles.ts";

const sql =
  "select id, name, role, flows, hint, expires_at, last_used_at, revoked_at\nfrom reflux.api_tokens\norder by id desc;";
const graphql =
  "{\n  apiTokens(orderBy: [ID_DESC]) { nodes { id name role flows hint expiresAt lastUsedAt revokedAt } }\n}";

export default function Tokens() {
  const who = useWho();
  const mayNotRead = useRefusal("api_tokens");
  const mayNotCreate = useRefusal("create_token");
  const mayNotRevoke = useRefusal("revoke_token");
  const mayNotRotate = useRefusal("rotate_token");
  const { data, error, refetch } = useQuery({
    enabled: mayNotRead === undefined,
    queryKey: ["tokens"],
    queryFn: async ({ signal }) => (await request(TokenListDocument, {}, signal)).apiTokens?.nodes ?? [],
    staleTime: 0,
  });
  const now = useClock();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<{ readonly id: string; readonly name: string }>();
  const [rotating, setRotating] = useState<{ readonly id: string; readonly name: string }>();
  const add = useCallback(() => setCreating(true), []);
  useSettingsCommands(add, tokenCommands);
  const button = (
    <Button look="primary" icon={<Plus />} blocked={mayNotCreate} onClick={add}>
      New token
    </Button>
  );
  return (
    <>
      <Section
        title="Tokens"
        words="For programs and people that call the API, and to sign in here. A token is shown once; only its hash is kept."
        actions={
          <>
            <CopyAs sql={sql} graphql={graphql} link={location.href} />
            {data && data.length > 0 && button}
          </>
        }
      >
        {mayNotRead !== undefined && <NotForYou right="api_tokens" />}
        <ReadProblem error={error} />
        {data?.length === 0 && (
          <EmptyState
            glyph={<KeySquare />}
            title="No token yet"
            action={button}
            sql="select * from reflux.create_token('ci', 'operator', expires_at => now() + '90 days');"
          >
            On this machine the page is open without one. From anywhere else, each request needs a token.
          </EmptyState>
        )}
        {data && data.length > 0 && (
          <PlainTable
            label="Tokens"
            rows={data}
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
                    <span className={styles.names}>{token.flows.join(", ")}</span>
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
              {
                id: "actions",
                title: "Actions",
                quiet: true,
                align: "end",
                cell: (token) =>
                  tokenState(token, now) === "valid" && (
                    <>
                      <Button
                        size="small"
                        look="quiet"
                        aria-label={`Rotate ${token.name}`}
                        blocked={mayNotRotate}
                        onClick={() => setRotating(token)}
                      >
                        Rotate
                      </Button>
                      <Button
                        size="small"
                        look="quiet"
                        aria-label={`Revoke ${token.name}`}
                        blocked={mayNotRevoke}
                        onClick={() => setRevoking(token)}
                      >
                        Revoke
                      </Button>
                    </>
                  ),
              },
            ]}
          />
        )}
        {creating && <CreateTokenDialog onClose={() => setCreating(false)} onDone={() => void refetch()} />}
        {rotating && (
          <RotateTokenDialog
            token={rotating}
            onClose={() => setRotating(undefined)}
            onDone={() => void refetch()}
          />
        )}
        {revoking && (
          <RevokeTokenDialog
            token={revoking}
            onClose={() => setRevoking(undefined)}
            onDone={() => void refetch()}
          />
        )}
      </Section>
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
    <span className={styles.names}>
      <Badge>{id}</Badge>
      {own && <Badge tone="accent">yours</Badge>}
    </span>
  );
}
