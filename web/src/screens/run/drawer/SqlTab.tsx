import type { CopyForms } from "../../../data/call-forms.ts";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { payloadSql, type StepName, stepAttemptsSql, stepRowsSql } from "../sql.ts";
import styles from "./StepDrawer.module.css";

/** The very rows, and the very functions: this page does nothing that psql could not. */
export function SqlTab({ name, acts }: { readonly name: StepName; readonly acts: readonly CopyForms[] }) {
  const calls = acts.flatMap(({ sql }) => sql ?? []).join("\n");
  return (
    <div className={styles.pad}>
      <CodeSample code={stepRowsSql(name)} language="sql" label="The step" />
      <CodeSample code={stepAttemptsSql(name)} language="sql" label="Its attempts, and what people did" />
      <CodeSample
        code={`${payloadSql(name, "input")}\n${payloadSql(name, "output")}`}
        language="sql"
        label="What went in and came out"
      />
      {calls !== "" && <CodeSample code={calls} language="sql" label="What may be done now" />}
    </div>
  );
}
