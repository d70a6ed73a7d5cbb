import type { CopyForms } from "../../../data/call-forms.ts";
import { CodeSample } from "../../../ui/values/CodeSample.tsx";
import { allowedSql, payloadSql, type StepName, stepAttemptsSql, stepRowsSql } from "../sql.ts";
import styles from "./StepDrawer.module.css";

export interface SqlTabProps {
  readonly name: StepName;
  /** What may be done now: its title, and how psql does it. */
  readonly acts: readonly (readonly [string, CopyForms])[];
}

/** The very rows, and the very functions: this page does nothing that psql could not. Each statement does what it is called. */
export function SqlTab({ name, acts }: SqlTabProps) {
  const samples: readonly (readonly [string, string])[] = [
    ["The step", stepRowsSql(name)],
    ["Its attempts, and what people did", stepAttemptsSql(name)],
    ["What went in", payloadSql(name, "input")],
    ["What came out", payloadSql(name, "output")],
    ["What may be done now", allowedSql(name)],
    ...acts.flatMap(([title, { sql }]) => (sql === undefined ? [] : [[title, sql] as const])),
  ];
  return (
    <div className={styles.pad}>
      {samples.map(([label, code]) => (
        <CodeSample key={label} code={code} language="sql" label={label} />
      ))}
    </div>
  );
}
