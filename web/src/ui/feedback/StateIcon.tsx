import { cx } from "../cx.ts";
import styles from "./StateIcon.module.css";
import type { State } from "./states.ts";

export interface StateIconProps {
  readonly state: State;
  /** Left out where the word stands beside it. */
  readonly label?: string;
  readonly className?: string | undefined;
}

/**
 * One glyph a state, told apart by shape alone: outlines have not ended, discs have.
 * Sixteen units, drawn for fourteen to sixteen pixels.
 */
export function StateIcon({ state, label, className }: StateIconProps) {
  return (
    <svg
      className={cx(styles.icon, styles[state], className)}
      viewBox="0 0 16 16"
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      {glyphs[state]}
    </svg>
  );
}

const ring = <circle cx="8" cy="8" r="6" />;
const disc = <circle className={styles.disc} cx="8" cy="8" r="6.75" />;

const glyphs: Readonly<Record<State, React.ReactNode>> = {
  waiting: <circle cx="8" cy="8" r="6" strokeDasharray="2.4 2.312" strokeLinecap="butt" />,
  queued: (
    <>
      {ring}
      <path d="M5.3 8h.01M8 8h.01M10.7 8h.01" />
    </>
  ),
  ready: (
    <>
      {ring}
      <path className={styles.solid} d="M6.6 5.4 10.6 8l-4 2.6z" />
    </>
  ),
  running: (
    <>
      <circle className={styles.track} cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 6 6" />
      <circle className={styles.solid} cx="8" cy="8" r="1.6" />
    </>
  ),
  sleeping: (
    <>
      {ring}
      <path d="M8 4.8V8l2.1 1.5" />
    </>
  ),
  paused: (
    <>
      {ring}
      <path d="M6.5 6v4M9.5 6v4" />
    </>
  ),
  succeeded: (
    <>
      {disc}
      <path className={styles.cut} d="m5.2 8.3 1.9 1.9 3.7-4.1" />
    </>
  ),
  failed: (
    <>
      <path className={styles.disc} d="M5.4 1.6h5.2l3.8 3.8v5.2l-3.8 3.8H5.4l-3.8-3.8V5.4z" />
      <path className={styles.cut} d="m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2" />
    </>
  ),
  skipped: (
    <>
      {ring}
      <path d="m5.2 6 2 2-2 2m3.6-4 2 2-2 2" />
    </>
  ),
  cancelled: (
    <>
      {ring}
      <path d="m4 12 8-8" />
    </>
  ),
};
