import type { FlowRowFragment } from "../../../generated/graphql.ts";
import styles from "./RecentRuns.module.css";

type Recent = FlowRowFragment["recent"]["nodes"];

const HEIGHT = 18;
const ROOM = 24;

/**
 * The last runs, oldest first, one bar each: as tall as it took long, a failed one hanging from the top, one that has not
 * ended hollow. So an outcome is told by shape as well as by colour.
 */
export function RecentRuns({ runs }: { readonly runs: Recent }) {
  const shown = runs.slice(0, ROOM).toReversed();
  const longest = Math.max(1, ...shown.map(took));
  return (
    <svg
      className={styles.recent}
      viewBox={`0 0 ${ROOM * 4} ${HEIGHT}`}
      style={{ inlineSize: ROOM * 4, blockSize: HEIGHT }}
      role="img"
      aria-label={inWords(shown)}
    >
      <title>{inWords(shown)}</title>
      <line className={styles.ground} x1={0} x2={ROOM * 4} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      {shown.map((run, index) => {
        const x = (ROOM - shown.length + index) * 4;
        const height = run.finishedAt === null ? 10 : 4 + Math.sqrt(took(run) / longest) * 11;
        const y = run.state === "failed" ? 0 : HEIGHT - height;
        return (
          <rect
            key={run.id}
            className={run.finishedAt === null ? styles.open : styles[run.state]}
            x={run.finishedAt === null ? x + 0.5 : x}
            y={y}
            width={run.finishedAt === null ? 2 : 3}
            height={run.state === "failed" ? HEIGHT : height}
            rx={0.75}
          />
        );
      })}
    </svg>
  );
}

function took(run: Recent[number]): number {
  if (run.startedAt === null || run.finishedAt === null) return 0;
  return Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt));
}

function inWords(runs: Recent): string {
  if (runs.length === 0) return "No run yet";
  const count = (state: string) => runs.filter((run) => run.state === state).length;
  const parts = ["succeeded", "failed", "cancelled"].flatMap((state) =>
    count(state) > 0 ? [`${count(state)} ${state}`] : [],
  );
  const open = runs.filter((run) => run.finishedAt === null).length;
  return `Last ${runs.length}: ${[...parts, ...(open > 0 ? [`${open} not ended`] : [])].join(", ")}`;
}
