import { Tooltip } from "../controls/Tooltip.tsx";
import { cx } from "../cx.ts";
import { useClock } from "../time/clock.ts";
import { formatRelative } from "../time/time.ts";
import styles from "./LivePill.module.css";

/** How far what is on screen can be trusted. */
export type Liveness =
  | { readonly state: "live" }
  | { readonly state: "catching-up"; readonly behind?: number | undefined }
  | { readonly state: "offline"; readonly since: number };

export interface LivePillProps {
  readonly liveness: Liveness;
  readonly onRetry?: () => void;
}

export function LivePill({ liveness, onRetry }: LivePillProps) {
  const now = useClock(liveness.state === "offline");
  return (
    <>
      <Tooltip text={explain(liveness)}>
        <button type="button" className={cx(styles.pill, styles[looks[liveness.state]])} onClick={onRetry}>
          <span className={styles.dot} aria-hidden="true" />
          {words[liveness.state]}
          {liveness.state === "offline" && (
            <span className={styles.since}>{formatRelative(liveness.since, now)}</span>
          )}
        </button>
      </Tooltip>
      <span role="status" className="visually-hidden">
        {words[liveness.state]}
      </span>
    </>
  );
}

const looks = { live: "live", "catching-up": "catchingUp", offline: "offline" } as const;
const words = { live: "Live", "catching-up": "Catching up", offline: "Offline" } as const;

function explain(liveness: Liveness): string {
  switch (liveness.state) {
    case "live":
      return "Changes appear as they are committed.";
    case "catching-up":
      return liveness.behind
        ? `Reading ${liveness.behind} changes that were missed.`
        : "Reading what was missed.";
    case "offline":
      return "What you see may be old. Press to try again now.";
  }
}
