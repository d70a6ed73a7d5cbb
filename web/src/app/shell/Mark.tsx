import styles from "./Mark.module.css";

/** The sign: what boils off at the top comes back down, and runs again. */
export function Mark() {
  return (
    <svg className={styles.mark} viewBox="0 0 24 24" aria-hidden="true">
      <path className={styles.line} d="M5 17.5V11a5 5 0 0 1 5-5h4a5 5 0 0 1 0 10h-4.5" />
      <path className={styles.line} d="M12.6 12.8 9.4 16l3.2 3.2" />
      <circle className={styles.drop} cx="5" cy="18.5" r="2.2" />
    </svg>
  );
}
