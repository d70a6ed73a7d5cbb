import { ScrollText } from "lucide-react";
import { AuditListDocument } from "../../../generated/graphql.ts";
import { useRows } from "../../app/useRows.ts";
import { request } from "../../data/request.ts";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { ListSection } from "./ListSection.tsx";
import styles from "./rows.module.css";

const sql =
  "select at, actor, door, address, act, object, before, after, reason\nfrom reflux.audit\norder by id desc\nlimit 200;";
const graphql =
  "{\n  audits(first: 200, orderBy: [ID_DESC]) { nodes { at actor door address act object before after reason } }\n}";

/** The latest administrative acts, whatever door they came by. */
export default function Audit() {
  const query = useRows({
    name: "audit",
    right: "audit",
    read: async ({ after }, signal) => (await request(AuditListDocument, { after }, signal)).audits,
    most: 1,
  });
  return (
    <ListSection
      title="Audit"
      words="Every administrative act: who, when, from where, what changed. Written with the act, by psql too; nobody can change or delete it."
      sql={sql}
      graphql={graphql}
      right="audit"
      query={query}
      empty={
        <EmptyState glyph={<ScrollText />} title="No act yet" sql="select * from reflux.audit;">
          Tokens, secrets, settings and deployed flows are noted here.
        </EmptyState>
      }
      rowKey={(row) => row.id}
      columns={[
        { id: "at", title: "When", cell: (row) => <Time at={row.at} /> },
        {
          id: "actor",
          title: "Who",
          cell: (row) => <span className={`flex wrap ${styles.names}`}>{row.actor}</span>,
        },
        {
          id: "door",
          title: "From",
          cell: (row) => (
            <span className={`flex wrap ${styles.names}`}>
              {[row.door, row.address].filter(Boolean).join(" ")}
            </span>
          ),
        },
        { id: "act", title: "Act", cell: (row) => row.act },
        { id: "object", title: "What", cell: (row) => <code>{row.object}</code> },
        {
          id: "change",
          title: "Change",
          cell: (row) => <span className={styles.prose}>{changeOf(row.before, row.after)}</span>,
        },
      ]}
    />
  );
}

/** `max_payload_bytes: 100 → 200`, for each that changed. */
function changeOf(before: unknown, after: unknown): string {
  const [was, is]: readonly Record<string, unknown>[] = [{ ...Object(before) }, { ...Object(after) }];
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  const text = (value: unknown) => (value === undefined || value === null ? "–" : JSON.stringify(value));
  return names
    .map((name) => `${name}: ${text(was?.[name])} → ${text(is?.[name])}`)
    .join(", ")
    .slice(0, 300);
}
