import type { ReactNode } from "react";
import styles from "./Section.module.css";

export interface SectionProps {
  readonly title: string;
  readonly words?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, words, actions, children }: SectionProps) {
  return (
    <section className="stack gap-4">
      <header className={`flex wrap between gap-3 ${styles.head}`}>
        <div className={styles.names}>
          <h2 className={styles.title}>{title}</h2>
          {words && <p className={styles.words}>{words}</p>}
        </div>
        {actions && <div className="flex gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
