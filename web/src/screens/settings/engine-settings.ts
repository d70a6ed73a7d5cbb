import type { ChangeSettingsInput, EngineSettingsQuery } from "../../../generated/graphql.ts";
import type { Value, Values } from "../../data/call-forms.ts";
import { formatBytes } from "../../ui/values/number.ts";

export type EngineSettings = NonNullable<EngineSettingsQuery["currentSettings"]>;
type Span = EngineSettings["lease"];

/** How many of each a day has. */
const daily = { days: 1, hours: 24, minutes: 1_440, seconds: 86_400 } as const;

interface Setting {
  readonly label: string;
  readonly hint: string | ((settings: EngineSettings) => string);
  readonly trail?: string;
  /** What one of the form is in the database: of bytes, or of this unit of time. Left out: it is a text. */
  readonly one?: number | keyof typeof daily;
  readonly least?: number;
  readonly most?: number;
  /** 0 is taken as well, whatever the least is. */
  readonly none?: true;
  readonly whole?: true;
}

const days = (least: number) => ({ one: "days", least, whole: true }) as const;
const losses = { trail: "losses", one: 1, least: 1, whole: true } as const;

/** The settings that `reflux.change_settings` takes, in the order of the form. */
const settings = {
  keepRuns: {
    label: "Keep runs",
    hint: "Runs that ended before this are deleted, with their steps, history and artifacts. 0: never. A flow may have a term of its own.",
    ...days(0),
  },
  onFailureFlow: {
    label: "On failure",
    hint: "The flow that a failed run starts, once per flow, step and code. Its input says what failed. Empty: none.",
  },
  alertWindow: {
    label: "Tell again after",
    hint: "Further failures of one kind are only counted until then.",
    one: "minutes",
    least: 0.02,
  },
  keepHistory: {
    label: "Keep history",
    hint: "Attempts, events and logs older than this go, a day at a time, while their runs stay.",
    ...days(1),
  },
  keepEvidence: {
    label: "Keep evidence",
    trail: "KB",
    hint: "Of each attempt: what it said to others and what they answered, without secrets, up to this. 0: none. Workers that start from now on take it up.",
    one: 1_024,
    least: 4,
    most: 64,
    none: true,
  },
  keepSignals: {
    label: "Keep early signals",
    hint: "A signal that comes before its step waits is kept this long.",
    one: "hours",
    least: 0.001,
  },
  lease: {
    label: "Lease",
    hint: "How long a silent worker keeps its steps. Shorter: lost steps run elsewhere sooner.",
    one: "seconds",
    least: 1,
  },
  lossesBeforeQuarantine: {
    label: "Losses before quarantine",
    hint: "A step that takes its worker down this often runs alone from then on.",
    ...losses,
  },
  lossesBeforeFailure: {
    label: "Losses before failure",
    hint: "And this often: it fails, before it takes all workers down.",
    ...losses,
  },
  maxPayloadBytes: {
    label: "Largest payload",
    trail: "MB",
    hint: ({ inlineOutputBytes }) =>
      `Inputs of runs and flow documents above this are refused. Above ${formatBytes(inlineOutputBytes)} an output is kept apart, by its content.`,
    one: 1_048_576,
    least: 0.001,
  },
} satisfies Record<string, Setting>;

export type Name = keyof typeof settings;
/** What the form holds: texts, as they are typed. */
export type EngineForm = Readonly<Record<Name, string>>;

export const fields = Object.entries<Setting>(settings) as readonly (readonly [Name, Setting])[];

/** As Postgres counts when it compares: a month has 30 days. */
export const daysOf = ({ years, months, days, hours, minutes, seconds }: Span) =>
  ((years ?? 0) * 12 + (months ?? 0)) * 30 +
  (days ?? 0) +
  ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) / 86_400;

export function formOf(stored: EngineSettings): EngineForm {
  const texts = fields.map(([name, { one }]) => {
    const value = stored[name];
    if (typeof value === "string" || value === null || one === undefined) return [name, value ?? ""] as const;
    const count = typeof one === "number" ? Number(value) / one : daysOf(Object(value)) * daily[one];
    return [name, String(Math.round(count * 1_000) / 1_000)] as const;
  });
  return Object.fromEntries(texts) as EngineForm;
}

type Interval = Readonly<Record<string, number>>;

/** Only what was changed is sent, so that two people can change different settings at once. */
export function changesBetween(before: EngineForm, after: EngineForm): ChangeSettingsInput {
  const changed = fields.filter(([name]) => before[name] !== after[name]);
  return Object.fromEntries(changed.map(([name, { one }]) => [name, valueOf(after[name], one)] as const));
}

function valueOf(text: string, one: Setting["one"]): string | number | Interval {
  if (one === undefined) return text.trim();
  if (typeof one === "number") return Math.round(Number(text) * one);
  return one === "days" ? { days: Number(text) } : { seconds: (Number(text) * daily.seconds) / daily[one] };
}

/** The same as arguments of `reflux.change_settings`. */
export function valuesOf(changes: ChangeSettingsInput): Values {
  const values = Object.entries<string | number | Interval>(Object(changes)).map(
    ([name, value]): [string, Value] => [
      snake(name),
      typeof value === "object" ? { interval: value } : value,
    ],
  );
  return Object.fromEntries(values);
}

export function problemsOf(form: EngineForm): Partial<Record<Name, string>> {
  const wrong = fields.filter(([name, { one, least = 0, most = Number.MAX_VALUE, none, whole }]) => {
    const value = form[name].trim() === "" ? Number.NaN : Number(form[name]);
    const fits = (value >= least && value <= most) || (none && value === 0);
    return one !== undefined && !(fits && (!whole || Number.isInteger(value)));
  });
  return Object.fromEntries(wrong.map(([name, setting]) => [name, words(setting)]));
}

const words = ({ least, most, none, whole }: Setting) =>
  `${whole ? "A whole number" : "A number"}, ${least} ${most === undefined ? "or more" : `to ${most}`}${none ? ", or 0" : ""}`;

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
