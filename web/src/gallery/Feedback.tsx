import { Workflow } from "lucide-react";
import { Button } from "../ui/controls/Button.tsx";
import { Badge } from "../ui/feedback/Badge.tsx";
import { EmptyState } from "../ui/feedback/EmptyState.tsx";
import { ErrorCallout } from "../ui/feedback/ErrorCallout.tsx";
import { LivePill } from "../ui/feedback/LivePill.tsx";
import { Skeleton } from "../ui/feedback/Skeleton.tsx";
import { StateBadge } from "../ui/feedback/StateBadge.tsx";
import { runStates, stepStates } from "../ui/feedback/states.ts";
import styles from "./Gallery.module.css";

export function Feedback() {
  const states = [...new Set([...stepStates, ...runStates])];
  return (
    <>
      <div className="row wrap gap-3">
        {states.map((state) => (
          <StateBadge key={state} state={state} />
        ))}
      </div>
      <div className="row wrap gap-3">
        {states.map((state) => (
          <StateBadge key={state} state={state} plain />
        ))}
        <StateBadge state="running" requested="pausing, Ada" />
      </div>
      <div className="row wrap gap-3">
        <Badge>v12</Badge>
        <Badge mono>RFX02</Badge>
        <Badge tone="neutral">draft</Badge>
        <Badge tone="accent">pinned</Badge>
        <Badge tone="good">pure</Badge>
        <Badge tone="warn">external</Badge>
        <Badge tone="bad">3 problems</Badge>
        <LivePill liveness={{ state: "live" }} />
        <LivePill liveness={{ state: "catching-up", behind: 42 }} />
        <LivePill liveness={{ state: "offline", since: Date.now() - 73_000 }} />
      </div>
      <ErrorCallout
        problem={{
          code: "RFX02",
          message: "crm.example.com answered 503 to POST /customers/42",
          hint: "It is retried in 8 s, 3 tries are left. Re-drive now if you know that it is back.",
        }}
        help="#RFX02"
        actions={<Button size="small">Re-drive</Button>}
      />
      <div className={styles.columns}>
        <div className={`${styles.card} ${styles.padded}`}>
          <Skeleton />
        </div>
      </div>
      <div className={styles.card}>
        <EmptyState
          glyph={<Workflow />}
          title="No flows yet"
          action={
            <Button look="primary" keys="n">
              New flow
            </Button>
          }
          sample={<Button>Start from a webhook sample</Button>}
          sql={"select reflux.deploy_flow(\n  'order-intake', '{\"reflux\": 1, \"steps\": {}}'\n);"}
        >
          A flow is a graph of steps, kept as rows in Postgres. Build one here or deploy one from psql.
        </EmptyState>
      </div>
    </>
  );
}
