import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowRight, Pin } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import { isTrigger } from "#language/flow/catalogue.ts";
import { configOf, type Flow, type Json, pinnedOutput, stepOf } from "#language/flow/document.ts";
import { hasExpression } from "#language/flow/template.ts";
import { parseJson } from "#language/json.ts";
import { pin, pinRefusal } from "../../../canvas/edit/commands/configure.ts";
import type { Editor } from "../../../canvas/state/editor.ts";
import { editRefusal } from "../../../canvas/state/may-edit.ts";
import { quote } from "../../../data/call-forms.ts";
import { Button } from "../../../ui/controls/Button.tsx";
import { Select } from "../../../ui/controls/Select.tsx";
import { cx } from "../../../ui/cx.ts";
import { ErrorCallout } from "../../../ui/feedback/ErrorCallout.tsx";
import { StateBadge } from "../../../ui/feedback/StateBadge.tsx";
import { JsonView } from "../../../ui/json/JsonView.tsx";
import { CopyAs } from "../../../ui/values/CopyAs.tsx";
import { problemOfStep } from "../../run/drawer/ErrorTab.tsx";
import { Evidence } from "../../run/drawer/Evidence.tsx";
import type { Payload } from "../../run/payload.ts";
import { payloadSql, stepRowsSql } from "../../run/sql.ts";
import { expressions } from "../expression/expressions.ts";
import { type LastRun, lastOutput, runFlow, sample } from "../expression/last-run.ts";
import { sampleScope, stepsToSample } from "../expression/sample-scope.ts";
import { useSampleRun, useSamples } from "../expression/useSamples.ts";
import { pinnable } from "../pin.ts";
import styles from "./Inspector.module.css";

const route = getRouteApi("/flows/$slug/edit");

export interface StepRunProps {
  readonly editor: Editor;
  readonly step: string;
}

/** What became of the step in the run that is looked at: the newest, or the one that is chosen here. */
export function StepRun({ editor, step }: StepRunProps) {
  const { data: run } = useSampleRun();
  if (run) return <InRun editor={editor} step={step} run={run} />;
  return run === null ? <PinButton editor={editor} step={step} run={null} /> : null;
}

function InRun({ editor, step, run }: StepRunProps & { readonly run: LastRun }) {
  const { slug } = route.useParams();
  const navigate = route.useNavigate();
  const { data: found } = useQuery(sample(run, step));
  const { data: ran } = useQuery(runFlow(run.id, slug));
  const recent = run.recent.some(({ id }) => id === run.id) ? run.recent : [run, ...run.recent];
  const name = { run: run.id, step, scope: found?.step.scope ?? "" };
  const problem = found?.step.error ? problemOfStep(found.step.error) : undefined;
  const spec = ran ? stepOf(ran, step) : undefined;
  const config = spec && configOf(spec);
  return (
    <>
      <section className={cx(styles.section, styles.close)} aria-label="Last run">
        <div className="row between gap-2">
          <Select
            aria-label="Run to look at"
            size="small"
            value={run.id}
            choices={recent.map(({ id, state, version }) => ({
              value: id,
              label: `Run ${id}`,
              detail: `${state}, ${version ? `v${version.number}` : "a try"}`,
            }))}
            onValueChange={(id) =>
              void navigate({ search: (before) => ({ ...before, run: Number(id) }), replace: true })
            }
          />
          {found && <StateBadge state={found.step.state} />}
          <Link to="/runs/$id" params={{ id: run.id }} search={{ step }} className={styles.id}>
            Open <ArrowRight aria-hidden="true" size="1em" />
          </Link>
          <CopyAs size="small" sql={stepRowsSql(name)} graphql={stepGraphql(name)} />
        </div>
        {problem && <ErrorCallout problem={problem} />}
        {found === null && (
          <p className={styles.quiet}>
            Run {run.id} has no step {step}.
          </p>
        )}
        {found && (
          <>
            <Fold label="Input" payload={found.input} sql={payloadSql(name, "input")} />
            {/* What was skipped or reused evaluated nothing. */}
            {ran && config && found.step.attempt > 0 && (
              <Fold label="Config" line={config}>
                <Evaluated editor={editor} flow={ran} step={step} config={config} />
              </Fold>
            )}
            <Fold label="Output" payload={found.output} sql={payloadSql(name, "output")} />
            {found.step.attempt > 0 && <Evidence {...name} attempt={found.step.attempt} />}
          </>
        )}
        <p className={styles.footer}>
          <Link to="/runs" search={{ q: `flow:${slug} state:failed step:${step}` }} className={styles.id}>
            Runs that failed here
          </Link>
        </p>
      </section>
      <PinButton editor={editor} step={step} run={run} />
    </>
  );
}

interface FoldProps {
  readonly label: string;
  readonly payload?: Payload | undefined;
  /** What its one line says where there is no payload. */
  readonly line?: unknown;
  readonly sql?: string;
  readonly children?: ReactNode;
}

/** One line of it; opened, all of it. */
function Fold({ label, payload, line, sql, children }: FoldProps) {
  const [open, setOpen] = useState(false);
  if (!payload && !children) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.payload}>
        {label}
        {!open && (
          <code className={styles.quiet}>{(JSON.stringify(payload?.value ?? line) ?? "").slice(0, 500)}</code>
        )}
      </summary>
      {open &&
        (children ?? (
          <div className={`stack ${styles.whole}`}>
            <JsonView
              value={payload?.value}
              label={label}
              sql={sql}
              {...(payload?.cut ? { bytes: payload.bytes } : {})}
            />
          </div>
        ))}
    </details>
  );
}

/** The config as that run had it. It is kept nowhere, so it is worked out again, and only as far as it is sure. */
function Evaluated(props: StepRunProps & { readonly flow: Flow; readonly config: Json }) {
  const { editor, flow, step, config } = props;
  const [keys] = useState(() => stepsToSample(flow, step, config));
  const samples = useSamples(flow, step, keys);
  const { run, outputs, ready } = samples;
  const literal = isTrigger(editor.catalogue.find(stepOf(flow, step)?.node ?? "")) || !hasExpression(config);
  const { data } = useQuery({
    queryKey: ["editor config", run?.id, run?.given, step, config],
    queryFn: async ({ signal }) =>
      literal || !run
        ? { json: JSON.stringify(config), cut: false }
        : await expressions.evaluate(config, sampleScope(flow, step, run, outputs, []), signal, true),
    enabled: ready && !samples.cut,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (samples.cut)
    return <p className={styles.quiet}>What it was made from is too large for a page, so it is not shown.</p>;
  if (!data) return null;
  if ("problem" in data) return <ErrorCallout problem={data.problem} />;
  return (
    <>
      <div className={`stack ${styles.whole}`}>
        <JsonView
          value={data.cut ? `${data.json}…` : parseJson(data.json)}
          label="Config"
          sql={`-- As it is written: what it became is kept nowhere.\nselect config from reflux.run_steps where run_id = ${run?.id ?? 0} and step = ${quote(step)};`}
        />
      </div>
      {!literal && (
        <p className={styles.quiet}>
          Worked out again from what the run kept. Secrets, variables, time and chance stay as they are
          written.
        </p>
      )}
    </>
  );
}

function PinButton({ editor, step, run }: StepRunProps & { readonly run: LastRun | null }) {
  const flow = useStore(editor.store, (state) => state.flow);
  const { data: last = run ? undefined : null } = useQuery(lastOutput(run, step));
  const mayNot = useStore(editor.store, editRefusal);
  const spec = stepOf(flow, step);
  if (!spec || last === undefined || pinnedOutput(spec) !== undefined) return null;
  if (pinRefusal(spec, editor.catalogue) !== undefined) return null;
  const found = pinnable(flow, step, last, editor.catalogue);
  const output = found.ok ? found.output : {};
  return (
    <section className={cx(styles.section, styles.close)} aria-label="Last output">
      <div className="row between gap-2">
        <p className={styles.quiet}>{found.ok ? `Run ${last?.run ?? ""} gave an output.` : found.why}</p>
        <Button
          size="small"
          icon={<Pin />}
          blocked={mayNot}
          {...(found.ok ? { keys: "p" } : {})}
          onClick={() => editor.apply(pin(new Map([[step, output]])))}
        >
          {found.ok ? "Pin" : "Pin by hand"}
        </Button>
      </div>
    </section>
  );
}

const stepGraphql = ({ run, step }: { readonly run: string; readonly step: string }) => `{
  run(id: "${run}") { steps(condition: { step: "${step}" }) { nodes { state attempt error } } }
  stepPreview(runId: "${run}", step: "${step}") { input output }
}`;
