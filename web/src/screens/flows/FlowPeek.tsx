import { Link } from "@tanstack/react-router";
import { Ellipsis, Pencil } from "lucide-react";
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { quote } from "../../data/call-forms.ts";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { StateBadge } from "../../ui/feedback/StateBadge.tsx";
import { Panel } from "../../ui/layout/Panel.tsx";
import { Menu, type MenuGroup } from "../../ui/overlay/Menu.tsx";
import { Duration } from "../../ui/time/Duration.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { CodeSample } from "../../ui/values/CodeSample.tsx";
import { Facts } from "../../ui/values/Facts.tsx";
import styles from "./FlowPeek.module.css";
import { FlowStateMark } from "./FlowStateMark.tsx";
import { stateOf } from "./flow-list.ts";
import link from "./link.module.css";

export interface FlowPeekProps {
  readonly flow: FlowRowFragment;
  readonly menu: readonly MenuGroup[];
  readonly onClose: () => void;
}

/** Enough of a flow to decide what to do with it. */
export default function FlowPeek({ flow, menu, onClose }: FlowPeekProps) {
  const { slug } = flow;
  const draft = flow.draft && (flow.currentVersion ? "unpublished changes" : "never published");
  return (
    <Panel
      title={slug}
      onClose={onClose}
      actions={
        <>
          <Link to="/flows/$slug/edit" params={{ slug }} className={link.button}>
            <Pencil aria-hidden="true" />
            Edit
          </Link>
          <Menu groups={menu} align="end">
            <IconButton label={`Actions on ${slug}`} icon={<Ellipsis />} size="small" />
          </Menu>
        </>
      }
    >
      <div className={`grid gap-5 ${styles.body}`}>
        {(flow.title !== null || flow.description !== null) && (
          <div>
            <p className={styles.title}>{flow.title}</p>
            <p className="soft">{flow.description}</p>
          </div>
        )}
        <Facts>
          <dt>State</dt>
          <dd>
            <FlowStateMark state={stateOf(flow)} />
            {flow.decidedAt !== null && (
              <p className="soft">
                by {flow.decidedBy}, <Time at={flow.decidedAt} />
                {flow.decidedReason !== null && `: ${flow.decidedReason}`}
              </p>
            )}
          </dd>
          <dt>Version</dt>
          <dd>
            {flow.currentVersion ? (
              <Link to="/flows/$slug/versions" params={{ slug }}>
                v{flow.currentVersion.number}
              </Link>
            ) : (
              "none yet"
            )}
          </dd>
          {flow.draft && (
            <>
              <dt>Draft</dt>
              <dd>
                {draft}, by {flow.draft.author}, <Time at={flow.draft.updatedAt} />
              </dd>
            </>
          )}
          {flow.nextRunAt !== null && (
            <>
              <dt>Next run</dt>
              <dd>
                <Time at={flow.nextRunAt} show="full" />
              </dd>
            </>
          )}
          <dt>p95</dt>
          <dd>
            <Duration milliseconds={flow.p95Ms} />
            {flow.p95Ms !== null && <span className="soft"> of the last 200 runs</span>}
          </dd>
        </Facts>
        {flow.recent.nodes.length > 0 && (
          <section>
            <h3 className={`small medium tertiary ${styles.heading}`}>Last runs</h3>
            <ul className={styles.runs}>
              {flow.recent.nodes.slice(0, 8).map((run) => (
                <li key={run.id}>
                  <Link to="/runs/$id" params={{ id: run.id }} className={styles.run}>
                    <StateBadge state={run.state} plain />
                    <span className="soft">run {run.id}</span>
                    <Time at={run.createdAt} />
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )}
        {flow.currentVersion && (
          <CodeSample
            label="Start it from psql"
            language="sql"
            code={`select * from reflux.start_run(${quote(slug)}, '{}');`}
          />
        )}
      </div>
    </Panel>
  );
}
