/** An event of reflux.run_events in words; its detail is read at the boundary. */
import type { StepRow } from "./steps.ts";

export interface Act {
  readonly words: string;
  readonly steps: readonly Pick<StepRow, "step" | "scope">[];
  /** What was put in by hand. */
  readonly given: { readonly label: string; readonly value: unknown } | undefined;
  /** Only the step, and nothing below it. */
  readonly alone: boolean;
  /** How long a link is valid, or a signal is kept. */
  readonly until: string | undefined;
}

const words: Readonly<Record<string, string>> = {
  paused: "paused the run",
  resumed: "resumed the run",
  cancelled: "cancelled the run",
  redriven: "re-drove",
  retried: "had retried at once",
  signalled: "sent a signal to",
  linked: "made a link that answers",
};

export function readAct(kind: string, detail: unknown): Act {
  const { steps, input, payload, downstream, kept_until, expires_at, ...one } = fields(detail);
  const until = expires_at ?? kept_until;
  const given =
    (input ?? null) !== null
      ? { label: "With this input", value: input }
      : (payload ?? null) !== null
        ? { label: "With this payload", value: payload }
        : undefined;
  return {
    words: words[kind] ?? kind,
    steps: (Array.isArray(steps) ? steps : [one]).flatMap(readStep),
    given,
    alone: downstream === false,
    until: typeof until === "string" ? until : undefined,
  };
}

function readStep(value: unknown): readonly Pick<StepRow, "step" | "scope">[] {
  const { step, scope } = fields(value);
  return typeof step === "string" ? [{ step, scope: typeof scope === "string" ? scope : "" }] : [];
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
