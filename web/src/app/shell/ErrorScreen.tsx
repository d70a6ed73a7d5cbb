import type { ErrorComponentProps } from "@tanstack/react-router";
import { toProblem } from "../../data/problem.ts";
import { Button } from "../../ui/controls/Button.tsx";
import { ErrorCallout } from "../../ui/feedback/ErrorCallout.tsx";
import { copy } from "../../ui/values/copy.ts";
import styles from "./ErrorScreen.module.css";

/** One screen failed; the rest of the app stands. */
export function ErrorScreen({ error, reset }: ErrorComponentProps) {
  return (
    <div className={`stack full gap-4 pad-6 ${styles.screen}`}>
      <h1 className={styles.title}>This page could not be shown</h1>
      <ErrorCallout
        problem={toProblem(error)}
        actions={
          <>
            <Button size="small" onClick={() => void copy(details(error), "Details")}>
              Copy details
            </Button>
            <Button size="small" look="primary" onClick={reset}>
              Try again
            </Button>
          </>
        }
      />
    </div>
  );
}

const details = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
