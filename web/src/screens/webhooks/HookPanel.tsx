import { Link } from "@tanstack/react-router";
import { Copy } from "lucide-react";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { Panel } from "../../ui/layout/Panel.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { copy } from "../../ui/values/copy.ts";
import { Facts } from "../../ui/values/Facts.tsx";
import { formatBytes } from "../../ui/values/number.ts";
import { Deliveries } from "./Deliveries.tsx";
import styles from "./HookPanel.module.css";
import { TestCall } from "./TestCall.tsx";
import { configOf, type Delivery, deliveryForms, urlOf, type Webhook } from "./webhook.ts";

export interface HookPanelProps {
  readonly hook: Webhook;
  readonly deliveries: readonly Delivery[];
  /** Among so many newest of all webhooks; undefined where those are all. */
  readonly of: number | undefined;
  readonly onClose: () => void;
  readonly onCalled: () => void;
}

export function HookPanel({ hook, deliveries, of, onClose, onCalled }: HookPanelProps) {
  const { mode, signature, maxBodyBytes } = configOf(hook.config);
  const url = urlOf(location.origin, hook);
  return (
    <Panel
      title={`/hooks/${hook.path}`}
      lead={<Badge mono>{hook.method}</Badge>}
      onClose={onClose}
      actions={
        <IconButton label="Copy URL" icon={<Copy />} size="small" onClick={() => void copy(url, "URL")} />
      }
    >
      <div className={`stack gap-6 ${styles.body}`}>
        <Facts className={styles.facts}>
          <dt>URL</dt>
          <dd>
            <code className="anywhere">{url}</code>
          </dd>
          <dt>Starts</dt>
          <dd>
            {hook.flow && (
              <Link to="/flows/$slug/edit" params={{ slug: hook.flow.slug }} search={{ step: hook.step }}>
                {hook.flow.slug}
              </Link>
            )}
            {hook.flow?.enabled === false && <Badge tone="warn">disabled: it refuses</Badge>}
          </dd>
          <dt>Reply</dt>
          <dd>{mode === "sync" ? "waits for the run's output" : "at once, with the id of the run"}</dd>
          <dt>Signature</dt>
          <dd>
            {signature ? (
              <>
                {signature.algorithm} in <code>{signature.header}</code>, by <code>{signature.secret}</code>
              </>
            ) : (
              "none: whoever knows the path may call"
            )}
          </dd>
          <dt>Body</dt>
          <dd>up to {formatBytes(maxBodyBytes)}</dd>
        </Facts>
        <section className="stack gap-2">
          <h3 className={styles.heading}>Test call</h3>
          <TestCall key={hook.id} hook={hook} onCalled={onCalled} />
        </section>
        <section className="stack gap-2">
          <div className="row between">
            <h3 className={styles.heading}>Last deliveries</h3>
            <CopyAs size="small" {...deliveryForms(hook)} />
          </div>
          {deliveries.length === 0 ? (
            of === undefined && <p className="soft">Nobody has called it yet.</p>
          ) : (
            <Deliveries deliveries={deliveries.slice(0, 50)} />
          )}
          {(of !== undefined || deliveries.length > 50) && (
            <p className="soft">
              {Math.min(deliveries.length, 50)} of {deliveries.length}
              {of !== undefined && ` among the last ${of} calls of all webhooks`}. Older ones: as SQL.
            </p>
          )}
        </section>
      </div>
    </Panel>
  );
}
