import { ForkRunDocument } from "../../../generated/graphql.ts";
import { toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import { sayProblem } from "../../ui/overlay/toast.ts";

/** Runs a run again on the version that runs start with now, and goes to look at it. */
export async function fork(id: string, onStarted: (run: string) => void): Promise<void> {
  try {
    const { forkRun } = await request(ForkRunDocument, { id });
    if (forkRun?.result) onStarted(forkRun.result.id);
  } catch (error) {
    sayProblem(toProblem(error));
  }
}
