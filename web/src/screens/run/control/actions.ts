/** What can be asked of a run or of one of its steps, and what is meant by it. The database says which may be asked now. */
import {
  CancelRunDocument,
  PauseRunDocument,
  RedriveRunDocument,
  RedriveStepDocument,
  ResumeRunDocument,
  RetryNowDocument,
  SignalStepDocument,
} from "../../../../generated/graphql.ts";
import { request } from "../../../data/request.ts";
import { keyOf, type StepRow } from "../steps.ts";

export const runActions = ["redrive_run", "pause_run", "resume_run", "cancel_run"] as const;
/** What moves a step that stands comes first. */
export const stepActions = ["signal_step", "retry_now", "redrive_step"] as const;
export type RunAction = (typeof runActions)[number];
export type StepAction = (typeof stepActions)[number];

export type Intent = { readonly action: RunAction } | { readonly action: StepAction; readonly step: StepRow };

export interface Wording {
  readonly title: string;
  /** The consequence, before anything is asked. */
  readonly what: string;
  /** Shown beside the state until the row says that it happened. */
  readonly requested: string;
  readonly keys?: string;
}

export const wordings: Readonly<Record<RunAction | StepAction, Wording>> = {
  redrive_run: {
    title: "Re-drive failed",
    what: "Every failed step runs again, and what is below it. What succeeded is kept.",
    requested: "re-drive requested",
    keys: "r",
  },
  pause_run: {
    title: "Pause",
    what: "Steps that run now finish. Nothing new starts until someone resumes the run; deadlines go on.",
    requested: "pause requested",
    keys: "Space",
  },
  resume_run: {
    title: "Resume",
    what: "Steps that were held back start now.",
    requested: "resume requested",
    keys: "Space",
  },
  cancel_run: {
    title: "Cancel",
    what: "The run ends now, with its unfinished steps and the child runs it waits for. Any step may still be re-driven.",
    requested: "cancel requested",
  },
  redrive_step: {
    title: "Re-drive from here",
    what: "The step runs again. What is above it is not run again: its output is reused.",
    requested: "re-drive requested",
    keys: "r",
  },
  retry_now: {
    title: "Retry now",
    what: "The wait before the next attempt ends now. The number of attempts left stays the same.",
    requested: "retry requested",
  },
  signal_step: {
    title: "Send signal",
    what: "The step stops waiting and succeeds. What is written below becomes its output.",
    requested: "signal requested",
  },
};

export interface Answers {
  readonly reason: string;
  /** JSON of the edited input, or of the signal; left out when it is not edited. */
  readonly value?: unknown;
  readonly downstream: boolean;
}

export async function ask(id: string, intent: Intent, { reason, value, downstream }: Answers): Promise<void> {
  const why = reason === "" ? null : reason;
  switch (intent.action) {
    case "pause_run":
      await request(PauseRunDocument, { id, reason: why });
      return;
    case "resume_run":
      await request(ResumeRunDocument, { id, reason: why });
      return;
    case "cancel_run":
      await request(CancelRunDocument, { id, reason: why });
      return;
    case "redrive_run":
      await request(RedriveRunDocument, { id, reason: why });
      return;
    case "redrive_step": {
      const { step, scope } = intent.step;
      const input = value === undefined ? {} : { input: value };
      await request(RedriveStepDocument, { id, step, scope, downstream, reason: why, ...input });
      return;
    }
    case "retry_now":
      await request(RetryNowDocument, {
        id,
        step: intent.step.step,
        scope: intent.step.scope,
        reason: why,
      });
      return;
    case "signal_step":
      await request(SignalStepDocument, {
        id,
        step: intent.step.step,
        scope: intent.step.scope,
        payload: value ?? null,
        reason: why,
      });
  }
}

/** A wish that the rows do not show yet. */
export interface Requested {
  readonly words: string;
  /** What it was asked of, as it was then: when that is no longer so, it has happened. */
  readonly step: string | undefined;
  readonly was: string;
}

/** What a run or step looked like, in as far as an action changes it. */
export function markOf(
  run: { readonly state: string; readonly revision: number },
  step: StepRow | undefined,
): string {
  return step
    ? `${step.state} ${step.attempt} ${step.startedAt} ${step.finishedAt}`
    : `${run.state} ${run.revision}`;
}

export function requestedOf(
  intent: Intent,
  run: { readonly state: string; readonly revision: number },
): Requested {
  const step = "step" in intent ? intent.step : undefined;
  return {
    words: wordings[intent.action].requested,
    step: step && keyOf(step),
    was: markOf(run, step),
  };
}
