import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, Filter } from "lucide-react";
import type { RunRowFragment } from "../../../generated/graphql.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { StateBadge } from "../../ui/feedback/StateBadge.tsx";
import { Panel } from "../../ui/layout/Panel.tsx";
import { Duration } from "../../ui/time/Duration.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { Facts } from "../../ui/values/Facts.tsx";
import { runGraphql, runSql } from "./copy-forms.ts";
import styles from "./Peek.module.css";
import { durationOf, errorOf } from "./plan-query.ts";

export interface PeekProps {
  readonly run: RunRowFragment;
  readonly onClose: () => void;
  readonly onLikeThis: () => void;
}

/** Enough of a run to decide whether to open it. */
export function Peek({ run, onClose, onLikeThis }: PeekProps) {
  const navigate = useNavigate();
  const failed = run.at.nodes.find((at) => at.state === "failed");
  const error = failed && errorOf(failed.error);
  return (
    <Panel
      title={`Run ${run.id}`}
      lead={<StateBadge state={run.state} />}
      onClose={onClose}
      actions={
        <>
          <CopyAs size="small" sql={runSql(run.id)} graphql={runGraphql(run.id)} />
          <Button
            size="small"
            icon={<ArrowRight />}
            onClick={() => void navigate({ to: "/runs/$id", params: { id: run.id } })}
          >
            Open
          </Button>
        </>
      }
    >
      <div className={`grid gap-4 ${styles.body}`}>
        {failed && error && (
          <ErrorCallout
            problem={{ code: error.code, message: error.message, hint: `in step ${failed.step}` }}
          />
        )}
        <Facts>
          <dt>Flow</dt>
          <dd>
            {run.flow?.slug} {run.version && `v${run.version.number}`}
          </dd>
          <dt>Started</dt>
          <dd>{run.startedAt === null ? "not yet" : <Time at={run.startedAt} show="full" />}</dd>
          <dt>Duration</dt>
          <dd>
            <Duration milliseconds={durationOf(run, Date.now())} />
          </dd>
          <dt>Trigger</dt>
          <dd>{run.triggerStep ?? "–"}</dd>
          {run.idempotencyKey !== null && (
            <>
              <dt>Key</dt>
              <dd>
                <code>{run.idempotencyKey}</code>
              </dd>
            </>
          )}
          {run.reason !== null && (
            <>
              <dt>Reason</dt>
              <dd>{run.reason}</dd>
            </>
          )}
        </Facts>
        <div>
          <Button icon={<Filter />} onClick={onLikeThis}>
            {error ? "Runs that failed like this" : "Runs of this flow"}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
