import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ChangeSettingsDocument, EngineSettingsDocument } from "../../../generated/graphql.ts";
import { ReadProblem } from "../../app/ReadProblem.tsx";
import { useAction } from "../../app/useAction.ts";
import { useRefusal } from "../../app/useWho.ts";
import { callForms } from "../../data/call-forms.ts";
import { request } from "../../data/request.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { TextField } from "../../ui/controls/TextField.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { say } from "../../ui/overlay/toast.ts";
import { CopyAs } from "../../ui/values/CopyAs.tsx";
import { formatBytes } from "../../ui/values/number.ts";
import styles from "./Appearance.module.css";
import {
  changesBetween,
  type EngineForm,
  type EngineSettings,
  formOf,
  problemsOf,
  valuesOf,
} from "./engine-settings.ts";
import { Section } from "./Section.tsx";

export default function Engine() {
  const { data, error, refetch } = useQuery({
    queryKey: ["engine settings"],
    queryFn: async ({ signal }) => (await request(EngineSettingsDocument, {}, signal)).currentSettings,
    staleTime: 0,
  });
  return (
    <Section
      title="Engine"
      words="One row in Postgres. Workers take a change up when they next renew their lease."
      actions={
        <CopyAs
          sql={
            "select * from reflux.current_settings();\nselect * from reflux.change_settings(keep_history => '90 days');"
          }
          graphql={
            "mutation {\n  changeSettings(input: { keepHistory: { days: 90 } }) { clientMutationId }\n}"
          }
          link={location.href}
        />
      }
    >
      <ReadProblem error={error} />
      {data && <Form settings={data} onSaved={refetch} />}
    </Section>
  );
}

interface FormProps {
  readonly settings: EngineSettings;
  readonly onSaved: () => Promise<unknown>;
}

function Form({ settings, onSaved }: FormProps) {
  const saved = formOf(settings);
  // What others change meanwhile is shown, and takes nothing away that is being typed.
  const [typed, setTyped] = useState<Partial<EngineForm>>({});
  const form = { ...saved, ...typed };
  const problems = problemsOf(form);
  const changed = JSON.stringify(form) !== JSON.stringify(saved);
  const mayNot = useRefusal("change_settings");
  const save = useAction(async () => {
    await request(ChangeSettingsDocument, changesBetween(saved, form));
    say("Settings changed");
    await onSaved();
    setTyped({});
  });
  const field = (key: keyof EngineForm) => ({
    value: form[key],
    onValueChange: (value: string) => setTyped({ ...typed, [key]: value }),
    error: problems[key],
    inputMode: "decimal" as const,
  });
  return (
    <form
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault();
        if (mayNot === undefined && Object.keys(problems).length === 0) save.run();
      }}
    >
      {save.problem && <ErrorCallout problem={save.problem} />}
      <TextField
        label="Keep runs"
        trail="days"
        hint="Runs that ended before this are deleted, with their steps, history and artifacts. 0: never. A flow may have a term of its own."
        {...field("keepRunsDays")}
      />
      <TextField
        label="On failure"
        hint="The flow that a failed run starts, once per flow, step and code. Its input says what failed. Empty: none."
        {...field("onFailureFlow")}
        inputMode="text"
      />
      <TextField
        label="Tell again after"
        trail="minutes"
        hint="Further failures of one kind are only counted until then."
        {...field("alertMinutes")}
      />
      <TextField
        label="Keep history"
        trail="days"
        hint="Attempts, events and logs older than this go, a day at a time, while their runs stay."
        {...field("keepDays")}
      />
      <TextField
        label="Lease"
        trail="seconds"
        hint="How long a silent worker keeps its steps. Shorter: lost steps run elsewhere sooner."
        {...field("leaseSeconds")}
      />
      <TextField
        label="Losses before quarantine"
        trail="losses"
        hint="A step that takes its worker down this often runs alone from then on."
        {...field("lossesBeforeQuarantine")}
      />
      <TextField
        label="Losses before failure"
        trail="losses"
        hint="And this often: it fails, before it takes all workers down."
        {...field("lossesBeforeFailure")}
      />
      <TextField
        label="Largest payload"
        trail="MB"
        hint={`Inputs of runs and flow documents above this are refused. Above ${formatBytes(settings.inlineOutputBytes)} an output is kept apart, by its content.`}
        {...field("maxPayloadMb")}
      />
      <div className={styles.actions}>
        <Button
          type="submit"
          look="primary"
          busy={save.busy}
          blocked={
            mayNot ??
            (Object.keys(problems).length > 0
              ? "See the fields"
              : changed
                ? undefined
                : "Nothing was changed")
          }
        >
          Save
        </Button>
        {changed && Object.keys(problems).length === 0 && (
          <CopyAs {...callForms("change_settings", valuesOf(changesBetween(saved, form)))} />
        )}
      </div>
    </form>
  );
}
