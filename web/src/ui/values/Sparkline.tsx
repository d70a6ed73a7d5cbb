import styles from "./Sparkline.module.css";

export interface Outcomes {
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Outcomes over time: one bar a bucket, failures standing on top. Bars, not a line: buckets are counts, and an
 * empty one must look empty. Height is by square root, so that one failure beside a thousand successes still shows.
 */
export function OutcomeSparkline({
  buckets,
  label,
}: {
  readonly buckets: readonly Outcomes[];
  readonly label: string;
}) {
  const peak = Math.max(1, ...buckets.map((bucket) => bucket.succeeded + bucket.failed));
  const scale = (count: number) => (count === 0 ? 0 : Math.max(1.5, Math.sqrt(count / peak) * 18));
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${buckets.length * 4} 20`}
      style={{ inlineSize: buckets.length * 4 }}
      role="img"
      aria-label={label}
    >
      {buckets.map((bucket, index) => {
        const total = scale(bucket.succeeded + bucket.failed);
        const failed =
          bucket.failed === 0 ? 0 : Math.max(2, total * (bucket.failed / (bucket.succeeded + bucket.failed)));
        const x = index * 4;
        return total === 0 ? (
          <rect key={index} className={styles.none} x={x} y={19} width={3} height={1} />
        ) : (
          <g key={index}>
            <rect className={styles.succeeded} x={x} y={20 - total} width={3} height={total} rx={0.5} />
            {failed > 0 && (
              <rect
                className={styles.failed}
                x={x}
                y={20 - total}
                width={3}
                height={Math.min(failed, total)}
                rx={0.5}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** A measure over time. Gaps (null) break the line: no data is not zero. */
export function Sparkline({
  values,
  label,
}: {
  readonly values: readonly (number | null)[];
  readonly label: string;
}) {
  return (
    <svg
      className={styles.spark}
      viewBox="0 0 96 20"
      style={{ inlineSize: 96 }}
      role="img"
      aria-label={label}
    >
      <path className={styles.line} d={linePath(values, 96, 20)} />
    </svg>
  );
}

export function linePath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const step = width / Math.max(1, values.length - 1);
  let pen = "M";
  let path = "";
  values.forEach((value, index) => {
    if (value === null) {
      pen = "M";
      return;
    }
    const y = height - 2 - ((value - low) / span) * (height - 4);
    path += `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  });
  return path;
}
