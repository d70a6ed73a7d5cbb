import { useClock } from "./clock.ts";
import { formatDuration, spellDuration } from "./duration.ts";
import styles from "./Time.module.css";

export interface DurationProps {
  readonly milliseconds: number | null;
}

export function Duration({ milliseconds }: DurationProps) {
  if (milliseconds === null) return <span aria-label="no duration">–</span>;
  return (
    <span className={styles.time} title={spellDuration(milliseconds)}>
      {formatDuration(milliseconds)}
    </span>
  );
}

/** Counts up from a start, for what still runs. */
export function Elapsed({ since }: { readonly since: string | number }) {
  const now = useClock();
  const start = typeof since === "number" ? since : Date.parse(since);
  return <Duration milliseconds={Math.max(0, Math.floor((now - start) / 1_000) * 1_000)} />;
}
