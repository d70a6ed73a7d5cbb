import { cx } from "../cx.ts";
import styles from "./Skeleton.module.css";

export interface SkeletonProps {
  readonly lines?: number;
  readonly shape?: "text" | "row" | "block";
  readonly label?: string;
}

/** Shows itself only after 200 ms (in CSS, so no timer re-renders anything): what is quick should not flicker. */
export function Skeleton({ lines = 3, shape = "text", label = "Loading" }: SkeletonProps) {
  return (
    <div className={cx(styles.skeleton, styles[shape])} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={styles.line} />
      ))}
    </div>
  );
}
