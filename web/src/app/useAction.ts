import { useState } from "react";
import { toProblem } from "../data/problem.ts";
import type { Problem } from "../ui/problem.ts";

export interface Action<Argument> {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly run: (argument: Argument) => void;
}

/** Something a dialog does: busy while it is done, and the problem stays beside the button that was pressed. */
export function useAction<Argument = void>(act: (argument: Argument) => Promise<void>): Action<Argument> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = (argument: Argument) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    act(argument)
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run };
}
