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
import styles from "./Appearance.module.css";
import {
  changesBetween,
  type EngineForm,
  type EngineSettings,
  fields,
  formOf,
  type Name,
  problemsOf,
  valuesOf,
} from "./engine-settings.ts";
import { Section } from "./Section.tsx";

const forms = callForms("change_settings", { keep_history: { interval: { days: 90 } } });

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
          {...forms}
          sql={`select * from reflux.current_settings();\n${forms.sql}`}
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
  const problems = problemsOf(saved, form);
  const changed = JSON.stringify(form) !== JSON.stringify(saved);
  const mayNot = useRefusal("change_settings");
  const save = useAction(async () => {
    await request(ChangeSettingsDocument, { changes: changesBetween(saved, form) });
    say("Settings changed");
    await onSaved();
    // What was typed while it was on its way was not sent.
    setTyped((now) =>
      Object.fromEntries(Object.entries(now).filter(([name, text]) => text !== form[name as Name])),
    );
  });
  return (
    <form
      className={`stack gap-5 ${styles.fields}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (mayNot === undefined && Object.keys(problems).length === 0) save.run();
      }}
    >
      {save.problem && <ErrorCallout problem={save.problem} />}
      {fields.map(([name, { label, trail, hint, one }]) => (
        <TextField
          key={name}
          label={label}
          trail={trail ?? (typeof one === "string" ? one : undefined)}
          hint={typeof hint === "string" ? hint : hint(settings)}
          value={form[name]}
          onValueChange={(value) => setTyped((now) => ({ ...now, [name]: value }))}
          error={problems[name]}
          inputMode={one === undefined ? "text" : "decimal"}
        />
      ))}
      <div className="row gap-2">
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
