import { X } from "lucide-react";
import { refusalOf } from "../../data/rights.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import { useWho } from "../useWho.ts";
import styles from "./BulkBar.module.css";
import type { Bulk } from "./bulk.ts";

export interface BulkBarProps {
  /** Each thing that could be done with what is marked. */
  readonly bulks: readonly Bulk[];
  readonly onAct: (bulk: Bulk) => void;
  readonly onClear: () => void;
}

/** What can be done with the marked rows, and to how many of them. Shown only while some are marked. */
export function BulkBar({ bulks, onAct, onClear }: BulkBarProps) {
  const who = useWho();
  const [first] = bulks;
  if (!first) return null;
  const many = first.noun[1];
  return (
    <div className={`row wrap fixed gap-2 ${styles.bar}`} role="region" aria-label={`Marked ${many}`}>
      <span className={styles.count}>{first.marked} marked</span>
      {bulks.map((bulk) => {
        const count = bulk.able.length;
        return (
          <Button
            key={bulk.id}
            size="small"
            icon={bulk.icon}
            blocked={
              (bulk.call && refusalOf(bulk.call, who)) ??
              (count === 0 ? `None of the marked ${many} allows it now` : undefined)
            }
            onClick={() => onAct(bulk)}
          >
            {bulk.title} {count > 0 && count}
          </Button>
        );
      })}
      <IconButton label="Unmark all" icon={<X />} size="small" onClick={onClear} className={styles.clear} />
    </div>
  );
}
