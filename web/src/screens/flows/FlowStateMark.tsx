import { Archive, CircleDashed, CirclePlay, CircleSlash } from "lucide-react";
import { cx } from "../../ui/cx.ts";
import styles from "./FlowStateMark.module.css";
import type { FlowState } from "./flow-list.ts";

const marks = {
  enabled: { icon: CirclePlay, word: "Enabled", meaning: "Its triggers start runs." },
  disabled: { icon: CircleSlash, word: "Disabled", meaning: "Nothing starts it. Runs under way go on." },
  draft: { icon: CircleDashed, word: "Draft", meaning: "Not published yet, so nothing starts it." },
  archived: {
    icon: Archive,
    word: "Archived",
    meaning: "Put away with its history. Deploying brings it back.",
  },
} as const;

export const flowStateWords = (state: FlowState): string => marks[state].word;

export function FlowStateMark({ state }: { readonly state: FlowState }) {
  const { icon: Icon, word, meaning } = marks[state];
  return (
    <span className={cx(styles.mark, styles[state])} title={meaning}>
      <Icon aria-hidden="true" />
      {word}
    </span>
  );
}

/** Where the word stands beside it. */
export function FlowStateIcon({ state }: { readonly state: FlowState }) {
  const Icon = marks[state].icon;
  return (
    <span className={cx(styles.mark, styles[state])}>
      <Icon aria-hidden="true" />
    </span>
  );
}
