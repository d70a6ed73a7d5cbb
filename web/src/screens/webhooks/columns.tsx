import { KeyRound } from "lucide-react";
import { Badge } from "../../ui/feedback/Badge.tsx";
import type { Column } from "../../ui/table/column.ts";
import { Time } from "../../ui/time/Time.tsx";
import styles from "./columns.module.css";
import { Status } from "./Status.tsx";
import { configOf, type Delivery, deliveriesOf, type Webhook } from "./webhook.ts";

export function columnsOf(deliveries: readonly Delivery[]): readonly Column<Webhook>[] {
  const last = (hook: Webhook) => deliveriesOf(hook, deliveries)[0];
  return [
    { id: "method", title: "Method", width: "4.75rem", cell: (hook) => <Badge mono>{hook.method}</Badge> },
    {
      id: "path",
      title: "Path",
      width: "minmax(8rem, 2fr)",
      cell: (hook) => (
        <code className={styles.path} title={`/hooks/${hook.path}`}>
          <span className="quiet">/hooks/</span>
          {hook.path}
        </code>
      ),
    },
    {
      id: "flow",
      title: "Flow",
      width: "minmax(7rem, 1.5fr)",
      from: 420,
      cell: (hook) => (
        <>
          <span className={styles.flow}>{hook.flow?.slug}</span>
          {hook.flow?.enabled === false && <Badge tone="warn">disabled</Badge>}
        </>
      ),
    },
    {
      id: "mode",
      title: "Reply",
      width: "6rem",
      from: 700,
      cell: (hook) => (configOf(hook.config).mode === "sync" ? "output" : "at once"),
    },
    {
      id: "signature",
      title: "Signature",
      width: "8rem",
      from: 820,
      cell: (hook) => {
        const { signature } = configOf(hook.config);
        return signature ? (
          <Badge icon={<KeyRound />} mono>
            {signature.algorithm}
          </Badge>
        ) : (
          <span className="quiet">none</span>
        );
      },
    },
    {
      id: "answers",
      title: "Last answers",
      width: "9rem",
      from: 560,
      cell: (hook) => <Answers deliveries={deliveriesOf(hook, deliveries).slice(0, 12)} />,
    },
    {
      id: "last",
      title: "Last call",
      width: "9.5rem",
      align: "end",
      cell: (hook) => {
        const one = last(hook);
        return one ? (
          <>
            <Status status={one.status} />
            <Time at={one.at} />
          </>
        ) : (
          <span className="quiet">never</span>
        );
      },
    },
  ];
}

/** The last calls, oldest first: a taken one is a bar that stands, a refused one a bar that hangs. */
function Answers({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const refused = deliveries.filter((one) => one.status >= 400).length;
  const words =
    deliveries.length === 0
      ? "No call yet"
      : `${deliveries.length - refused} of the last ${deliveries.length} taken`;
  return (
    <svg className={styles.answers} viewBox="0 0 60 16" role="img" aria-label={words}>
      <title>{words}</title>
      {deliveries.toReversed().map((one, index) => (
        <rect
          key={one.id}
          className={one.status >= 400 ? styles.refused : styles.taken}
          x={(12 - deliveries.length + index) * 5}
          y={one.status >= 400 ? 0 : 5}
          width={3}
          height={11}
          rx={1}
        />
      ))}
    </svg>
  );
}
