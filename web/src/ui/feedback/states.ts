/** The states of DESIGN.md, with the words and the order in which people care about them. */
export const stepStates = [
  "waiting",
  "ready",
  "running",
  "sleeping",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
] as const;
export const runStates = ["queued", "running", "paused", "succeeded", "failed", "cancelled"] as const;

export type StepState = (typeof stepStates)[number];
export type RunState = (typeof runStates)[number];
export type State = StepState | RunState;

export const stateWords: Readonly<Record<State, string>> = {
  waiting: "Waiting",
  queued: "Queued",
  ready: "Ready",
  running: "Running",
  sleeping: "Sleeping",
  paused: "Paused",
  succeeded: "Succeeded",
  failed: "Failed",
  skipped: "Skipped",
  cancelled: "Cancelled",
};

/** What a state means, for tooltips and for those who see it for the first time. */
export const stateMeanings: Readonly<Record<State, string>> = {
  waiting: "Steps before it have not finished.",
  queued: "Not started yet.",
  ready: "A job exists; a worker will take it.",
  running: "A worker holds the lease.",
  sleeping: "Waits for a time, a retry, a signal or a child run.",
  paused: "Running steps finish; nothing new starts.",
  succeeded: "Done.",
  failed: "Stopped by an error.",
  skipped: "Its branch was not taken.",
  cancelled: "Stopped by a person or a flow.",
};
