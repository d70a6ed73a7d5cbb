import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { StepDetailDocument } from "../../../../generated/graphql.ts";
import { useWho } from "../../../app/useWho.ts";
import { request } from "../../../data/request.ts";
import { refusalOf } from "../../../data/rights.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Tabs } from "../../../ui/controls/Tabs.tsx";
import { StateBadge } from "../../../ui/feedback/StateBadge.tsx";
import { Panel } from "../../../ui/layout/Panel.tsx";
import { Duration } from "../../../ui/time/Duration.tsx";
import { type Intent, stepActions, wordings } from "../control/actions.ts";
import { actionForms } from "../control/forms.ts";
import { Logs } from "../Logs.tsx";
import { readPayload } from "../payload.ts";
import { durationOf, keyOf, type StepRow } from "../steps.ts";
import { AttemptsTab } from "./AttemptsTab.tsx";
import { DiffTab } from "./DiffTab.tsx";
import { ErrorTab } from "./ErrorTab.tsx";
import { PayloadTab } from "./PayloadTab.tsx";
import { SqlTab } from "./SqlTab.tsx";
import styles from "./StepDrawer.module.css";
import { WhyTab } from "./WhyTab.tsx";

export const drawerTabs = ["output", "input", "error", "attempts", "diff", "logs", "why", "sql"] as const;
export type DrawerTab = (typeof drawerTabs)[number];

export interface StepDrawerProps {
  readonly run: string;
  readonly flow: string;
  readonly createdAt: string;
  readonly step: StepRow;
  readonly tab: DrawerTab | undefined;
  readonly attempt: number | undefined;
  readonly requested: string | undefined;
  readonly onTab: (tab: DrawerTab) => void;
  readonly onAsk: (intent: Intent) => void;
  readonly onClose: () => void;
}

/** What went in, what came out, what went wrong and what can be done: one step, all of it. */
export function StepDrawer(props: StepDrawerProps) {
  const { run, step, onTab, onAsk } = props;
  const name = { run, step: step.step, scope: step.scope };
  const tab = props.tab ?? openingTab(step);
  const who = useWho();
  const { data, error, isPending } = useQuery({
    queryKey: ["step", run, keyOf(step), step.state, step.attempt, step.finishedAt],
    queryFn: async ({ signal }) =>
      request(StepDetailDocument, { id: run, step: step.step, scope: step.scope }, signal),
    placeholderData: (before, query) => (query?.queryKey[2] === keyOf(step) ? before : undefined),
    enabled: tab === "input" || tab === "output" || tab === "diff",
  });
  const input = readPayload(data?.stepPreview?.input);
  const output = readPayload(data?.stepPreview?.output);
  const payload = { name, loading: isPending, error };
  const actions = stepActions.filter((action) => step.allowedActions.includes(action));
  const content = {
    output: <PayloadTab {...payload} which="output" payload={output} state={step.state} />,
    input: <PayloadTab {...payload} which="input" payload={input} state={step.state} />,
    error: <ErrorTab name={name} step={step} flow={props.flow} />,
    attempts: <AttemptsTab run={run} step={step} selected={props.attempt} />,
    diff: (
      <DiffTab
        {...{ name, step, input, output }}
        flow={props.flow}
        createdAt={props.createdAt}
        loading={isPending}
      />
    ),
    logs: (
      <Logs
        run={run}
        of={{ step: step.step, scope: step.scope, ...(props.attempt ? { attempt: props.attempt } : {}) }}
        mark={`${step.state} ${step.attempt}`}
        live={step.state === "running"}
      />
    ),
    why: <WhyTab run={run} step={step} />,
    sql: (
      <SqlTab
        name={name}
        acts={actions.map((action) => [wordings[action].title, actionForms(run, { action, step })])}
      />
    ),
  };
  const labels: Readonly<Record<DrawerTab, string>> = {
    output: "Output",
    input: "Input",
    error: "Error",
    attempts: "Attempts",
    diff: "Diff",
    logs: "Logs",
    why: "Why",
    sql: "SQL",
  };
  return (
    <Panel
      title={keyOf(step)}
      lead={<StateBadge state={step.state} requested={props.requested} />}
      onClose={props.onClose}
    >
      <div className={styles.drawer}>
        <div className={styles.summary}>
          <p className={styles.facts}>
            <code>{step.node}</code>
            <span>
              <Duration milliseconds={durationOf(step, Date.now())} />
            </span>
            {step.attempt > 0 && <span>attempt {step.attempt}</span>}
          </p>
          <div className={styles.actions}>
            <Link
              to="/flows/$slug/edit"
              params={{ slug: props.flow }}
              search={{ step: step.step, run: Number(run) }}
            >
              Edit this step
            </Link>
            {actions.map((action, at) => (
              <Button
                key={action}
                size="small"
                look={at === 0 && ["failed", "sleeping"].includes(step.state) ? "primary" : "secondary"}
                {...(wordings[action].keys ? { keys: wordings[action].keys } : {})}
                blocked={refusalOf(action, who)}
                onClick={() => onAsk({ action, step })}
              >
                {wordings[action].title}
              </Button>
            ))}
          </div>
        </div>
        <Tabs
          label="Step"
          className={styles.tabs}
          value={tab}
          onValueChange={onTab}
          tabs={drawerTabs
            .filter((one) => one !== "error" || step.error !== null || tab === "error")
            .map((one) => ({
              value: one,
              label: labels[one],
              ...(one === "attempts" && step.attempt > 1 ? { count: step.attempt } : {}),
              content: one === tab && content[one],
            }))}
        />
      </div>
    </Panel>
  );
}

/** What one wants to see first: why it failed, what it waits for, what came out. */
export function openingTab(step: StepRow): DrawerTab {
  if (step.state === "failed") return "error";
  return step.state === "succeeded" ? "output" : "why";
}
