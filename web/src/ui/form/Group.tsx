import { Fieldset } from "@base-ui/react/fieldset";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../controls/IconButton.tsx";
import styles from "./form.module.css";

export interface GroupProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly hideTitle?: boolean;
  readonly hint?: unknown;
  readonly problem?: string | undefined;
  readonly aside?: ReactNode;
  readonly onRemove?: (() => void) | undefined;
}

/** Fields that belong together, under one name. */
export function Group({ title, children, hideTitle, hint, problem, aside, onRemove }: GroupProps) {
  return (
    <Fieldset.Root className={styles.group}>
      <div className={hideTitle ? "visually-hidden" : styles.groupHead}>
        <Fieldset.Legend className={styles.legend}>{title}</Fieldset.Legend>
        {!hideTitle && aside}
        {!hideTitle && onRemove && (
          <IconButton label={`Remove ${title}`} icon={<X />} size="small" onClick={onRemove} />
        )}
      </div>
      {typeof hint === "string" && <p className={`small tertiary ${styles.hint}`}>{hint}</p>}
      {children}
      {problem !== undefined && (
        <p className="small failed" role="alert">
          {problem}
        </p>
      )}
    </Fieldset.Root>
  );
}
