import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../controls/IconButton.tsx";
import styles from "./Panel.module.css";

export interface PanelProps {
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A titled region with a body that scrolls: the inside of a drawer. */
export function Panel({ title, lead, actions, onClose, children }: PanelProps) {
  return (
    <section className="stack shrinks-y full-height">
      <header className={`row fixed gap-2 ${styles.header}`}>
        {lead}
        <h2 className={`cut grow ${styles.title}`}>{title}</h2>
        <div className="row fixed gap-1">
          {actions}
          {onClose && <IconButton label="Close" keys="Escape" icon={<X />} size="small" onClick={onClose} />}
        </div>
      </header>
      <div className={`grow scrolls-y shrinks-y ${styles.body}`}>{children}</div>
    </section>
  );
}
