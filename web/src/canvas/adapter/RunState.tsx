import type { ReactNode } from "react";
import { StateIcon } from "../../ui/feedback/StateIcon.tsx";
import { stateWords } from "../../ui/feedback/states.ts";
import { useClock } from "../../ui/time/clock.ts";
import { formatDuration } from "../../ui/time/duration.ts";
import { durationOf, type LiveStep } from "../state/live.ts";
import { useLiveStep, useSlowest } from "../view/context.ts";
import styles from "./RunState.module.css";

/**
 * How a step stands in the run: shape, word and colour; then attempt, progress, time, and how slow it was. A step that is
 * not in the run, because it was added since or the run was to end before it, has its own face.
 */
export function RunState({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const live = useLiveStep(id);
  if (!live) return children;
  const { state } = live;
  const running = state === "running";
  return (
    <>
      <span className={styles.line} data-state={state}>
        <StateIcon state={state} />
        <span className={styles.word}>{wordFor(live)}</span>
        {live.attempt > 1 && <span className={`micro secondary ${styles.attempt}`}>×{live.attempt}</span>}
        {live.instances && (
          <span className={`micro secondary ${styles.attempt}`}>
            {live.instances.done}/{live.instances.all}
          </span>
        )}
        <span className={`to-end secondary ${styles.time}`}>
          {running ? <Elapsed live={live} /> : <Took live={live} />}
        </span>
      </span>
      {running && live.progress !== undefined ? (
        <span className={styles.progress} style={{ "--part": live.progress }} />
      ) : (
        <Heat live={live} />
      )}
    </>
  );
}

/** The state as the card's outline, and from afar as the card itself. */
export function RunOutline({ id }: { readonly id: string }) {
  const state = useLiveStep(id)?.state ?? "waiting";
  return <span className={styles.edge} data-state={state} />;
}

function wordFor({ state, waits }: LiveStep): string {
  return waits === undefined ? stateWords[state] : `${waits[0]?.toUpperCase()}${waits.slice(1)}`;
}

function Elapsed({ live }: { readonly live: LiveStep }) {
  const now = useClock();
  return live.startedAt === undefined
    ? null
    : formatDuration(Math.max(0, Math.floor((now - live.startedAt) / 1000) * 1000));
}

function Took({ live }: { readonly live: LiveStep }) {
  const took = durationOf(live);
  return took === undefined ? null : formatDuration(took);
}

/** Square root, so that a step of a hundredth of the longest is still seen. */
function Heat({ live }: { readonly live: LiveStep }) {
  const slowest = useSlowest();
  const took = durationOf(live);
  if (took === undefined || slowest <= 0) return null;
  return <span className={styles.heat} style={{ "--part": Math.sqrt(Math.min(1, took / slowest)) }} />;
}
