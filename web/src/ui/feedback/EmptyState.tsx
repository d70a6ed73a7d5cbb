import type { ReactNode } from "react";
import { CodeSample } from "../values/CodeSample.tsx";
import styles from "./EmptyState.module.css";

export interface EmptyStateProps {
  readonly title: string;
  /** One sentence: what would be here. */
  readonly children: ReactNode;
  /** One action, and at most one sample to start from. */
  readonly action?: ReactNode;
  readonly sample?: ReactNode;
  /** The statement that does the same: Postgres is the orchestrator, so show it. */
  readonly sql?: string;
  readonly glyph?: ReactNode;
  /** h1 where the page is nothing else. */
  readonly heading?: "h1" | "h2";
}

export function EmptyState({
  title,
  children,
  action,
  sample,
  sql,
  glyph,
  heading: Heading = "h2",
}: EmptyStateProps) {
  return (
    <section className={styles.empty}>
      {glyph && (
        <span className={styles.glyph} aria-hidden="true">
          {glyph}
        </span>
      )}
      <Heading className={styles.title}>{title}</Heading>
      <p className="soft">{children}</p>
      {(action || sample) && (
        <div className={`flex wrap gap-2 ${styles.actions}`}>
          {action}
          {sample}
        </div>
      )}
      {sql && (
        <div className={styles.sql}>
          <CodeSample code={sql} language="sql" label="The same in psql" />
        </div>
      )}
    </section>
  );
}
