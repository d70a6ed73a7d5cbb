import { CircleSlash, Pause, Play, RotateCcw, X } from "lucide-react";
import { useWho } from "../../app/useWho.ts";
import type { RunRowFragment } from "../../data/generated/graphql.ts";
import { refusalOf } from "../../data/rights.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { IconButton } from "../../ui/controls/IconButton.tsx";
import styles from "./BulkBar.module.css";
import { type BulkAction, bulkActions, bulkWords, dryRun } from "./bulk.ts";

export interface BulkBarProps {
  readonly chosen: readonly RunRowFragment[];
  readonly onAct: (action: BulkAction) => void;
  readonly onClear: () => void;
}

const icons = {
  redrive_run: <RotateCcw />,
  pause_run: <Pause />,
  resume_run: <Play />,
  cancel_run: <CircleSlash />,
};

/** What can be done with the marked rows, and to how many of them. There only while some are marked. */
export function BulkBar({ chosen, onAct, onClear }: BulkBarProps) {
  const who = useWho();
  if (chosen.length === 0) return null;
  return (
    <div className={styles.bar} role="region" aria-label="Marked runs">
      <span className={styles.count}>{chosen.length} marked</span>
      {bulkActions.map((action) => {
        const count = dryRun(action, chosen).able.length;
        return (
          <Button
            key={action}
            size="small"
            icon={icons[action]}
            blocked={
              refusalOf(action, who) ?? (count === 0 ? "None of the marked runs allows it now" : undefined)
            }
            onClick={() => onAct(action)}
          >
            {bulkWords[action].title} {count > 0 && count}
          </Button>
        );
      })}
      <IconButton label="Unmark all" icon={<X />} size="small" onClick={onClear} className={styles.clear} />
    </div>
  );
}
