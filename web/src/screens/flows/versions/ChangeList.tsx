import { Diff, Minus, Plus } from "lucide-react";
import { cx } from "../../../ui/cx.ts";
import { EmptyState } from "../../../ui/feedback/EmptyState.tsx";
import styles from "./ChangeList.module.css";
import type { Change, FieldLine } from "./changes.ts";

const icons = { added: Plus, removed: Minus, changed: Diff } as const;

/** Every place that differs, with what stood there and what stands there now. */
export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  if (changes.length === 0) {
    return <EmptyState title="No difference">Both are the same graph, under two numbers.</EmptyState>;
  }
  return (
    <ul className={styles.changes} tabIndex={0} aria-label="Changes">
      {changes.map((change) => {
        const Icon = icons[change.kind];
        return (
          <li key={change.id} className={styles.change}>
            <p className={cx(styles.head, styles[change.kind])}>
              <Icon aria-hidden="true" />
              <span className={styles.kind}>{change.kind}</span>
              <span className="soft">{change.what === "flow" ? "field" : change.what}</span>
              <code className={styles.name}>{change.name}</code>
            </p>
            {change.fields.map((field) => (
              <Field key={field.path} field={field} />
            ))}
          </li>
        );
      })}
    </ul>
  );
}

function Field({ field }: { readonly field: FieldLine }) {
  return (
    <div className={styles.field}>
      {field.path && <p className={styles.path}>{field.path}</p>}
      {field.before !== undefined && (
        <pre className={cx(styles.side, styles.before)}>
          <span className="visually-hidden">before: </span>
          {field.before}
        </pre>
      )}
      {field.after !== undefined && (
        <pre className={cx(styles.side, styles.after)}>
          <span className="visually-hidden">after: </span>
          {field.after}
        </pre>
      )}
    </div>
  );
}
