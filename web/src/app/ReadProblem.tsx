import { toProblem } from "../data/problem.ts";
import { queryClient } from "../data/query-client.ts";
import { Button } from "../ui/controls/Button.tsx";
import { ErrorCallout } from "../ui/feedback/ErrorCallout.tsx";
import { useFeed } from "./live.tsx";

/** Why what was asked for is not there: what failed is never shown as empty, and is asked for again by a press. */
export function ReadProblem({ error }: { readonly error: unknown }) {
  const feed = useFeed();
  if (!error) return null;
  const again = () => {
    feed.again();
    void queryClient.refetchQueries({ predicate: ({ state }) => state.status === "error" });
  };
  return (
    <ErrorCallout
      problem={toProblem(error)}
      actions={
        <Button size="small" onClick={again}>
          Try again
        </Button>
      }
    />
  );
}
