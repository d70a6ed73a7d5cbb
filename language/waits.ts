/**
 * What a step that stands waits for: one word for queries, one phrase for people, the same in lists, on the page of a
 * run, in the terminal and in `reflux.why`.
 */
export const waits = {
  person: { kind: "signal", words: "waits for a person", until: "until" },
  retry: { kind: "retry", words: "retries", until: "at" },
  time: { kind: "timer", words: "sleeps", until: "until" },
  child: { kind: "child", words: "waits for a child run", until: "until" },
  parts: { kind: "scopes", words: "waits for what it repeats", until: "until" },
  place: { kind: "slot", words: "waits for a place", until: "until" },
  worker: { kind: undefined, words: "waits for a worker", until: "until" },
} as const;

export type Wait = keyof typeof waits;

/** The most telling first: what only a person ends, then what ends by itself. */
export const waitNames = Object.keys(waits) as readonly Wait[];

/** The step that holds its run up most: what only a person ends before what ends by itself. */
export function mostTelling<Step>(
  steps: readonly Step[],
  wait: (step: Step) => Wait | undefined,
): Step | undefined {
  const place = (step: Step) => waitNames.findIndex((name) => name === wait(step));
  return steps.filter((step) => place(step) !== -1).sort((a, b) => place(a) - place(b))[0];
}

/** What a step waits for, by its row; nothing where it does not stand. */
export function waitOf(state: string, kind: string | null): Wait | undefined {
  if (state === "ready") return "worker";
  return state === "sleeping" ? waitNames.find((name) => waits[name].kind === kind) : undefined;
}
