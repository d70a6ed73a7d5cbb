import type { EngineSettingsQuery } from "../../../generated/graphql.ts";
import type { Value, Values } from "../../data/call-forms.ts";

export type EngineSettings = NonNullable<EngineSettingsQuery["currentSettings"]>;

/** What the form holds: texts, as they are typed. */
export interface EngineForm {
  /** 0: for ever. */
  readonly keepRunsDays: string;
  readonly keepDays: string;
  readonly leaseSeconds: string;
  readonly lossesBeforeQuarantine: string;
  readonly lossesBeforeFailure: string;
  readonly maxPayloadMb: string;
  /** Empty: none. */
  readonly onFailureFlow: string;
  readonly alertMinutes: string;
}

const MB = 1_048_576;

/** As Postgres counts when it compares: a month has 30 days. */
export const daysOf = (interval: {
  readonly years?: number | null;
  readonly months: number | null;
  readonly days: number | null;
  readonly hours: number | null;
}) =>
  ((interval.years ?? 0) * 12 + (interval.months ?? 0)) * 30 +
  (interval.days ?? 0) +
  (interval.hours ?? 0) / 24;

export function formOf(settings: EngineSettings): EngineForm {
  const { keepRuns, keepHistory, lease, alertWindow } = settings;
  return {
    keepRunsDays: number(daysOf(keepRuns)),
    keepDays: number(daysOf(keepHistory)),
    leaseSeconds: number(secondsOf(lease)),
    lossesBeforeQuarantine: String(settings.lossesBeforeQuarantine),
    lossesBeforeFailure: String(settings.lossesBeforeFailure),
    maxPayloadMb: number(settings.maxPayloadBytes / MB),
    onFailureFlow: settings.onFailureFlow ?? "",
    alertMinutes: number(secondsOf(alertWindow) / 60),
  };
}

function secondsOf({
  months,
  days,
  hours,
  minutes,
  seconds,
}: Partial<Record<"months" | "days" | "hours" | "minutes" | "seconds", number | null>>): number {
  const inDays = (months ?? 0) * 30 + (days ?? 0);
  return inDays * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** Only what was changed is sent, so that two people can change different settings at once. */
export function changesBetween(before: EngineForm, after: EngineForm) {
  const changed = (key: keyof EngineForm) => before[key] !== after[key];
  return {
    keepRuns: changed("keepRunsDays") ? { days: Math.round(Number(after.keepRunsDays)) } : null,
    keepHistory: changed("keepDays") ? { days: Math.round(Number(after.keepDays)) } : null,
    lease: changed("leaseSeconds") ? { seconds: Number(after.leaseSeconds) } : null,
    lossesBeforeQuarantine: changed("lossesBeforeQuarantine") ? Number(after.lossesBeforeQuarantine) : null,
    lossesBeforeFailure: changed("lossesBeforeFailure") ? Number(after.lossesBeforeFailure) : null,
    maxPayloadBytes: changed("maxPayloadMb") ? Math.round(Number(after.maxPayloadMb) * MB) : null,
    onFailureFlow: changed("onFailureFlow") ? after.onFailureFlow.trim() : null,
    alertWindow: changed("alertMinutes") ? { seconds: Number(after.alertMinutes) * 60 } : null,
  };
}

/** The same as arguments of `reflux.change_settings`. */
export function valuesOf(changes: ReturnType<typeof changesBetween>): Values {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(changes))
    if (value !== null) values[snake(name)] = typeof value === "object" ? { interval: value } : value;
  return values;
}

export function problemsOf(form: EngineForm): Partial<Record<keyof EngineForm, string>> {
  const problems: Partial<Record<keyof EngineForm, string>> = {};
  const atLeast = (key: keyof EngineForm, least: number, whole: boolean) => {
    const value = Number(form[key]);
    if (
      form[key].trim() === "" ||
      !Number.isFinite(value) ||
      value < least ||
      (whole && !Number.isInteger(value))
    ) {
      problems[key] = `${whole ? "A whole number" : "A number"}, ${least} or more`;
    }
  };
  atLeast("keepRunsDays", 0, true);
  atLeast("keepDays", 1, true);
  atLeast("leaseSeconds", 1, false);
  atLeast("lossesBeforeQuarantine", 1, true);
  atLeast("lossesBeforeFailure", 1, true);
  atLeast("maxPayloadMb", 0.001, false);
  atLeast("alertMinutes", 0.02, false);
  return problems;
}

const number = (value: number) => String(Math.round(value * 1_000) / 1_000);
const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
