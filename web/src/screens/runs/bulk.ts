/** One action on many runs: who may take it is counted first, and each run tells how it went. */
import { type CopyForms, manyForms } from "../../data/call-forms.ts";
import {
  CancelRunDocument,
  PauseRunDocument,
  RedriveRunDocument,
  ResumeRunDocument,
  type RunRowFragment,
} from "../../data/generated/graphql.ts";
import { toProblem } from "../../data/problem.ts";
import { request } from "../../data/request.ts";
import type { Problem } from "../../ui/feedback/problem.ts";

export const bulkActions = ["redrive_run", "pause_run", "resume_run", "cancel_run"] as const;
export type BulkAction = (typeof bulkActions)[number];

export const bulkWords: Readonly<
  Record<BulkAction, { readonly title: string; readonly done: string; readonly what: string }>
> = {
  redrive_run: {
    title: "Re-drive failed",
    done: "re-driven",
    what: "Each failed step runs again, and what is below it. What succeeded is kept.",
  },
  pause_run: { title: "Pause", done: "paused", what: "Steps that run now finish. Nothing new starts." },
  resume_run: { title: "Resume", done: "resumed", what: "They go on where they stopped." },
  cancel_run: {
    title: "Cancel",
    done: "cancelled",
    what: "They end now, with the child runs they wait for. A step may still be re-driven later.",
  },
};

export const bulkForms = (action: BulkAction, runs: readonly RunRowFragment[], reason: string): CopyForms =>
  manyForms(
    action,
    "run_id",
    runs.map((run) => BigInt(run.id)),
    reason === "" ? {} : { reason },
  );

export interface Dry {
  readonly able: readonly RunRowFragment[];
  /** Those left alone, by state: the database would refuse them. */
  readonly left: ReadonlyMap<string, number>;
}

export function dryRun(action: BulkAction, runs: readonly RunRowFragment[]): Dry {
  const may = (run: RunRowFragment) => run.allowedActions?.includes(action) ?? false;
  const left = new Map<string, number>();
  for (const run of runs) if (!may(run)) left.set(run.state, (left.get(run.state) ?? 0) + 1);
  return { able: runs.filter(may), left };
}

export interface Outcome {
  readonly id: string;
  readonly problem?: Problem;
}

type Asked = { readonly id: string; readonly reason: string | null };

const asks: Readonly<Record<BulkAction, (asked: Asked) => Promise<unknown>>> = {
  redrive_run: async (asked) => request(RedriveRunDocument, asked),
  pause_run: async (asked) => request(PauseRunDocument, asked),
  resume_run: async (asked) => request(ResumeRunDocument, asked),
  cancel_run: async (asked) => request(CancelRunDocument, asked),
};

/** Four at a time: quick enough to watch, and the server has others to serve. */
export async function act(
  action: BulkAction,
  ids: readonly string[],
  reason: string,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const queue = [...ids];
  const lane = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        await asks[action]({ id, reason: reason === "" ? null : reason });
        onOutcome({ id });
      } catch (error) {
        onOutcome({ id, problem: toProblem(error) });
      }
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}
