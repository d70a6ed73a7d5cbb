import { cx } from "../cx.ts";
import styles from "./StateBadge.module.css";
import { StateIcon } from "./StateIcon.tsx";
import { type State, stateMeanings, stateWords } from "./states.ts";

export interface StateBadgeProps {
  readonly state: State;
  /** Plain in tables, where forty tints would shout; tinted where there is one. */
  readonly plain?: boolean;
  /** What was asked for and has not happened yet: "pausing". Never shown as if it had. */
  readonly requested?: string | undefined;
}

export function StateBadge({ state, plain = false, requested }: StateBadgeProps) {
  return (
    <span className={cx(styles.badge, styles[state], plain && styles.plain)} title={stateMeanings[state]}>
      <StateIcon state={state} />
      {stateWords[state]}
      {requested && <span className={styles.requested}>{requested}</span>}
    </span>
  );
}
