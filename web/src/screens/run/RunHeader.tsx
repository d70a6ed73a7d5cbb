import { Link } from "@tanstack/react-router";
import { CircleSlash, Pause, Play, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { HeaderActions } from "../../app/shell/header-slot.tsx";
import { useWho } from "../../app/useWho.ts";
import { refusalOf } from "../../data/rights.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { Badge } from "../../ui/feedback/Badge.tsx";
import { StateBadge } from "../../ui/feedback/StateBadge.tsx";
import { stateWords } from "../../ui/feedback/states.ts";
import { Duration, Elapsed } from "../../ui/time/Duration.tsx";
import { Time } from "../../ui/time/Time.tsx";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { formatCount } from "../../ui/values/number.ts";
import { runGraphql, runSql } from "../runs/copy-forms.ts";
import { type Intent, runActions, wordings } from "./control/actions.ts";
import styles from "./RunHeader.module.css";
import { firstFailure } from "./steps.ts";
import type { RunView } from "./useRun.ts";

const icons = {
  redrive_run: <RotateCcw />,
  pause_run: <Pause />,
  resume_run: <Play />,
  cancel_run: <CircleSlash />,
};

export interface RunHeaderProps {
  readonly view: RunView;
  readonly requested: string | undefined;
  readonly onAsk: (intent: Intent) => void;
}

/** What it is, how it is, and what may be done: the buttons are what the database allows now. */
export function RunHeader({ view: { run, steps }, requested, onAsk }: RunHeaderProps) {
  const actions = runActions.filter((action) => run.allowedActions?.includes(action));
  const who = useWho();
  const count = (state: string) => steps.filter((step) => step.state === state).length;
  const [failed, skipped] = [count("failed"), count("skipped")];
  return (
    <>
      <HeaderActions>
        {actions.map((action) => (
          <Button
            key={action}
            size="small"
            icon={icons[action]}
            look={action === "cancel_run" ? "quiet" : action === "resume_run" ? "primary" : "secondary"}
            blocked={refusalOf(action, who)}
            {...(wordings[action].keys && action !== "redrive_run" ? { keys: wordings[action].keys } : {})}
            onClick={() => onAsk({ action })}
          >
            {wordings[action].title}
          </Button>
        ))}
        <CopyAs sql={runSql(run.id)} graphql={runGraphql(run.id)} link={location.href} />
      </HeaderActions>
      <Ending run={run} steps={steps} />
      <div className={`row wrap fixed ${styles.header}`}>
        <StateBadge state={run.state} requested={requested} />
        <p className="line gap-2">
          {run.flow && (
            <Link
              to="/flows/$slug/edit"
              params={run.flow}
              search={{ run: Number(run.id) }}
              className={styles.flow}
            >
              {run.flow.title ?? run.flow.slug}
            </Link>
          )}
          {run.flow && run.version && (
            <Link
              to="/flows/$slug/versions"
              params={run.flow}
              search={{ head: run.version.number }}
              className="tertiary"
            >
              v{run.version.number}
            </Link>
          )}
          {run.forkedFrom !== null && (
            <Link to="/runs/$id" params={{ id: run.forkedFrom }} className="tertiary">
              re-drives run {run.forkedFrom}
            </Link>
          )}
          {run.pinned && (
            <span title="Up to one step. Pinned outputs stand in for steps.">
              <Badge tone="accent">try of the draft</Badge>
            </span>
          )}
        </p>
        <dl className={styles.facts}>
          <Fact name="Duration">
            {run.startedAt === null ? (
              "–"
            ) : run.finishedAt === null ? (
              <Elapsed since={run.startedAt} />
            ) : (
              <Duration milliseconds={Date.parse(run.finishedAt) - Date.parse(run.startedAt)} />
            )}
          </Fact>
          <Fact name="Started">
            <Time at={run.startedAt ?? run.createdAt} />
          </Fact>
          <Fact name="Steps">
            {formatCount(count("succeeded"))} of {formatCount(steps.length)}
            {failed > 0 && <span className="failed">, {formatCount(failed)} failed</span>}
            {skipped > 0 && <>, {formatCount(skipped)} skipped</>}
          </Fact>
          {run.triggerStep !== null && <Fact name="Trigger">{run.triggerStep}</Fact>}
          {run.parentRunId !== null && (
            <Fact name="Called by">
              <Link to="/runs/$id" params={{ id: run.parentRunId }}>
                run {run.parentRunId}
              </Link>
            </Fact>
          )}
          {run.reason !== null && <Fact name="Reason">{run.reason}</Fact>}
        </dl>
      </div>
    </>
  );
}

/** Said once, to those who listen: how a run ended that they saw under way. */
function Ending({ run, steps }: Pick<RunView, "run" | "steps">) {
  const ended = run.finishedAt !== null;
  const [saw, setSaw] = useState(false);
  useEffect(() => {
    if (!ended) setSaw(true);
  }, [ended]);
  const failed = run.state === "failed" ? firstFailure(steps) : undefined;
  return (
    <p className="visually-hidden" role="status">
      {saw &&
        ended &&
        `Run ${run.id} ${stateWords[run.state].toLowerCase()}${failed ? ` at step ${failed.step}` : ""}`}
    </p>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
