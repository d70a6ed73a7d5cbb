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
  /** As the checks of `reflux.settings` have them. */
  readonly least?: number;
  readonly most?: number;
  /** 0 is taken as well, whatever the least is. */
  readonly none?: true;
  readonly whole?: true;
}

const days = { one: "days", least: 1 } as const;
const losses = { trail: "losses", one: 1, most: 32_767, whole: true } as const;

/** The settings that `reflux.change_settings` takes, in the order of the form. */
const settings = {
  keepRuns: {
    label: "Keep runs",
    hint: "Runs that ended before this are deleted, with their steps, history and artifacts. 0: never. A flow may have a term of its own.",
    ...days,
    most: 360_000,
    none: true,
  },
  onFailureFlow: {
    label: "On failure",
    hint: "The flow that a failed run starts, once per flow, step and code. Its input says what failed. Empty: none.",
  },
  alertWindow: {
    label: "Tell again after",
    hint: "Further failures of one kind are only counted until then.",
    one: "minutes",
    least: 1 / 60,
  },
  keepHistory: {
    label: "Keep history",
    hint: "Attempts, events and logs older than this go, a day at a time, while their runs stay.",
    ...days,
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
    least: 1 / 3_600,
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
    least: 1,
  },
  lossesBeforeFailure: {
    label: "Losses before failure",
    hint: "And this often: it fails, before it takes all workers down.",
    ...losses,
    least: 2,
  },
  maxPayloadBytes: {
    label: "Largest payload",
    trail: "MB",
    hint: ({ inlineOutputBytes }) =>
      `Inputs of runs and flow documents above this are refused. Above ${formatBytes(inlineOutputBytes)} an output is kept apart, by its content.`,
    one: 1_048_576,
    least: 1 / 1_048_576,
    most: 2_147_483_647 / 1_048_576,
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
    return [name, readable(Math.round, count)] as const;
  });
  return Object.fromEntries(texts) as EngineForm;
}

/** A second of an hour and a byte of a megabyte are told by their sixth place. */
const readable = (round: (count: number) => number, count: number) => String(round(count * 1e6) / 1e6);

type Interval = Readonly<Record<string, number>>;

/** Only what was changed is sent, so that two people can change different settings at once. */
export function changesBetween(before: EngineForm, after: EngineForm): ChangeSettingsInput {
  const changed = fields.filter(([name]) => before[name] !== after[name]);
  return Object.fromEntries(changed.map(([name, { one }]) => [name, valueOf(after[name], one)] as const));
}

function valueOf(text: string, one: Setting["one"]): string | number | Interval {
  if (one === undefined) return text.trim();
  if (typeof one === "number") return Math.round(Number(text) * one);
  const seconds = Math.round((Number(text) * daily.seconds * 1e6) / daily[one]) / 1e6;
  return one === "days" && Number.isInteger(Number(text)) ? { days: Number(text) } : { seconds };
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

/** Of what was changed: what is stored the database has taken. */
export function problemsOf(before: EngineForm, after: EngineForm): Partial<Record<Name, string>> {
  const wrong = fields.filter(([name, { one, least = 0, most = Number.MAX_VALUE, none, whole }]) => {
    if (before[name] === after[name]) return false;
    const value = after[name].trim() === "" ? Number.NaN : Number(after[name]);
    const fits = (value >= least && value <= most) || (none && value === 0);
    return one !== undefined && !(fits && (!whole || Number.isInteger(value)));
  });
  return Object.fromEntries(wrong.map(([name, setting]) => [name, words(setting)]));
}

const words = ({ least = 0, most, none, whole }: Setting) =>
  `${whole ? "A whole number" : "A number"}, ${readable(Math.ceil, least)} ${most === undefined ? "or more" : `to ${readable(Math.floor, most)}`}${none ? ", or 0" : ""}`;

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
