import { Unplug } from "lucide-react";
import { useEffect } from "react";
import { Button } from "../../ui/controls/Button.tsx";
import { EmptyState } from "../../ui/feedback/EmptyState.tsx";
import styles from "./SignIn.module.css";

/** Nothing has been shown yet, so nothing can be stale: wait for the server, and go on by itself when it is back. */
export function Unreachable({ onRetry }: { readonly onRetry: () => void }) {
  useEffect(() => {
    const timer = setInterval(onRetry, 3_000);
    return () => clearInterval(timer);
  }, [onRetry]);
  return (
    <main className={`grid pad-4 ${styles.screen}`}>
      <EmptyState
        heading="h1"
        glyph={<Unplug />}
        title="The server cannot be reached"
        action={<Button onClick={onRetry}>Try now</Button>}
      >
        It is tried again every three seconds. Runs go on without this page: workers need only Postgres.
      </EmptyState>
    </main>
  );
}
