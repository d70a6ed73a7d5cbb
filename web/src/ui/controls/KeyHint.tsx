import { cx } from "../cx.ts";
import styles from "./KeyHint.module.css";
import { keycaps } from "./keys.ts";

export interface KeyHintProps {
  readonly keys: string;
  /** Without boxes, for menus and buttons, where boxes are too many. */
  readonly quiet?: boolean;
}

/** Decoration: the control it belongs to says its keys through aria-keyshortcuts. */
export function KeyHint({ keys, quiet = false }: KeyHintProps) {
  return (
    <span className={cx(styles.hint, quiet && styles.quiet)} aria-hidden="true">
      {keycaps(keys).map((stroke) => (
        <span key={stroke.join()} className={styles.stroke}>
          {stroke.map((cap) => (
            <kbd key={cap} className={styles.cap}>
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
