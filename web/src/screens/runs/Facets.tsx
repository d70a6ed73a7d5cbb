import { cx } from "../../ui/cx.ts";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { type RunState, runStates, stateMeanings, stateWords } from "../../ui/feedback/states.ts";
import { formatCount } from "../../ui/values/number.ts";
import styles from "./Facets.module.css";
import type { Facet } from "./useCounts.ts";

export interface FacetsProps {
  readonly counts: ReadonlyMap<string, Facet>;
  readonly chosen: readonly RunState[];
  readonly onChange: (states: readonly RunState[]) => void;
}

/** One button a state, with how many there are. None pressed means all. */
export function Facets({ counts, chosen, onChange }: FacetsProps) {
  return (
    <div className="flex wrap gap-1" role="group" aria-label="States">
      {runStates.map((state) => {
        const facet = counts.get(state);
        const pressed = chosen.includes(state);
        return (
          <button
            key={state}
            type="button"
            aria-pressed={pressed}
            title={stateMeanings[state]}
            className={cx(styles.facet, facet?.count === 0 && !pressed && styles.none)}
            onClick={() => onChange(pressed ? chosen.filter((one) => one !== state) : [...chosen, state])}
          >
            <StateIcon state={state} />
            <span className={styles.word}>{stateWords[state]}</span>
            <span className={styles.count}>
              {facet ? `${formatCount(facet.count)}${facet.more ? "+" : ""}` : "–"}
            </span>
          </button>
        );
      })}
    </div>
  );
}
