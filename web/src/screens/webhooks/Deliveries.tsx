import { Link } from "@tanstack/react-router";
import { StateBadge } from "../../ui/feedback/StateBadge.tsx";
import { PlainTable } from "../../ui/table/PlainTable.tsx";
import { Duration } from "../../ui/time/Duration.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { formatBytes } from "../../ui/values/number.ts";
import { Status } from "./Status.tsx";
import type { Delivery } from "./webhook.ts";

/** Every call, refused ones too: the first place to look when the other side says it has sent something. */
export function Deliveries({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  return (
    <PlainTable
      label="Deliveries"
      rows={deliveries}
      rowKey={(one) => one.id}
      columns={[
        { id: "status", title: "Answer", cell: (one) => <Status status={one.status} code={one.code} /> },
        { id: "at", title: "When", cell: (one) => <Time at={one.at} /> },
        {
          id: "run",
          title: "Run",
          cell: (one) =>
            one.runId === null ? (
              "–"
            ) : (
              <Link to="/runs/$id" params={{ id: one.runId }}>
                {one.runId}
              </Link>
            ),
        },
        { id: "state", title: "State", cell: (one) => one.run && <StateBadge state={one.run.state} plain /> },
        {
          id: "took",
          title: "Took",
          align: "end",
          cell: (one) => <Duration milliseconds={one.durationMs} />,
        },
        { id: "bytes", title: "Body", align: "end", cell: (one) => formatBytes(one.bytes) },
      ]}
    />
  );
}
