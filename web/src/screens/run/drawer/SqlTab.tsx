import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { actionsSql, payloadSql, type StepName, stepAttemptsSql, stepRowsSql } from "../sql.ts";
import styles from "./StepDrawer.module.css";

/** The very rows, and the very functions: this page does nothing that psql could not. */
export function SqlTab({
  name,
  actions,
}: {
  readonly name: StepName;
  readonly actions: readonly (string | null)[];
}) {
  const acts = actionsSql(
    name,
    actions.filter((action) => action !== null),
  );
  return (
    <div className={styles.pad}>
      <CodeSample code={stepRowsSql(name)} language="sql" label="The step" />
      <CodeSample code={stepAttemptsSql(name)} language="sql" label="Its attempts, and what people did" />
      <CodeSample
        code={`${payloadSql(name, "input")}\n${payloadSql(name, "output")}`}
        language="sql"
        label="What went in and came out"
      />
      {acts !== "" && <CodeSample code={acts} language="sql" label="What may be done now" />}
    </div>
  );
}
