/** The fields of a cron expression: name, lowest and highest value, largest step. */
const FIELDS = [
  ["second", 0, 59, 60],
  ["minute", 0, 59, 60],
  ["hour", 0, 23, 24],
  ["day", 1, 31, 31],
  ["month", 1, 12, 12],
  ["weekday", 0, 7, 7],
] as const;
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const VALUE = `([0-9]{1,4}|${[...MONTHS, ...DAYS].join("|")})`;
const ITEM = new RegExp(`^(?:[*?]|${VALUE}(?:-${VALUE})?)(?:/([0-9]{1,4}))?(W|L|#[1-5L])?$`);

type Field = (typeof FIELDS)[number];

/**
 * Why a cron expression has no times, in words; undefined when it has. Five fields, or six with leading seconds, as the
 * scheduler reads them. The same rule as reflux_private.cron_problem, which is the judge when a flow is deployed.
 */
export function cronProblem(cron: string): string | undefined {
  const given = cron.trim().toUpperCase().split(/\s+/);
  if (given.length !== 5 && given.length !== 6) {
    return "needs five fields: minute, hour, day, month, weekday; or six with leading seconds";
  }
  const parts = given.length === 5 ? ["0", ...given] : given;
  const days: number[] = [];
  const months: number[] = [];
  for (const [index, field] of FIELDS.entries()) {
    for (const item of (parts[index] ?? "").split(",")) {
      if (field[0] === "day" && (item === "L" || item === "LW")) {
        days.push(1);
        continue;
      }
      const values = readItem(item, field);
      if (typeof values === "string") return values;
      if (field[0] === "day") days.push(...values);
      if (field[0] === "month") months.push(...values);
    }
  }
  // Where day and weekday are both given, either does.
  const weekdays = parts[5];
  const comes = months.some((month) => Math.min(...days) <= longest(month));
  return comes || (weekdays !== "*" && weekdays !== "?")
    ? undefined
    : "names a day that none of its months has: it would never come";
}

/** The name of a time zone in the IANA list: no offset, no abbreviation of this engine's own. */
export function zoneProblem(zone: string): string | undefined {
  const words = "is not the name of a time zone";
  if (!/^[A-Za-z]/.test(zone) || /^(SystemV|posix|right)\//i.test(zone)) return words;
  if (!zone.includes("/") && !SHORT.has(zone.toUpperCase())) return words;
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return undefined;
  } catch {
    return words;
  }
}

/** The names of the IANA list that have no slash. */
const SHORT = new Set(
  (
    "CET CST6CDT CUBA EET EGYPT EIRE EST EST5EDT GB GB-EIRE GMT GMT+0 GMT-0 GMT0 GREENWICH HONGKONG HST ICELAND IRAN " +
    "ISRAEL JAMAICA JAPAN KWAJALEIN LIBYA MET MST MST7MDT NAVAJO NZ NZ-CHAT POLAND PORTUGAL PRC PST8PDT ROC ROK " +
    "SINGAPORE TURKEY UCT UNIVERSAL UTC W-SU WET ZULU"
  ).split(" "),
);

/** The values of one part of a field, or why there are none. */
function readItem(item: string, field: Field): number[] | string {
  const [name, low, high, most] = field;
  if (item === "") return `has an empty part as ${name}`;
  const match = ITEM.exec(item);
  const [, first, last, step, special] = match ?? [];
  const fits =
    match &&
    (special === undefined ||
      (first !== undefined && step === undefined && specialFits(special, last, name)));
  if (!fits) return `cannot have ${item} as ${name}`;
  if (
    step !== undefined &&
    (Number(step) < 1 || Number(step) > most || (first !== undefined && last === undefined))
  ) {
    return `cannot have the step ${step} as ${name}`;
  }
  const from = first === undefined ? low : valueOf(first, name);
  const to = first === undefined ? high : valueOf(last ?? first, name);
  if (!(from >= low && to <= high && from <= to)) {
    return `cannot have ${item} as ${name}, which goes from ${low} to ${high}`;
  }
  const every = Number(step ?? 1);
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
}

function specialFits(special: string, last: string | undefined, name: Field[0]): boolean {
  return special === "W" ? name === "day" && last === undefined : name === "weekday";
}

/** NaN for a name that is not of this field. */
function valueOf(text: string, name: Field[0]): number {
  if (/^[0-9]/.test(text)) return Number(text);
  const names = name === "month" ? MONTHS : name === "weekday" ? DAYS : [];
  const index = names.indexOf(text);
  if (index === -1) return Number.NaN;
  return name === "month" ? index + 1 : index;
}

function longest(month: number): number {
  if (month === 2) return 29;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
