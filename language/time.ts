import { libraryFunction } from "./library.ts";
import { failure, problem } from "./problem.ts";

/** `$fromMillis`: in UTC or a zone, `+05:30`, `-0330` or `Europe/Berlin`; without a picture ISO 8601, whatever the year. */
export function fromMillis(
  this: unknown,
  millis: number | undefined,
  picture?: string,
  zone?: string,
): string | undefined {
  if (millis === undefined) return undefined;
  if (!(Math.abs(millis) <= LAST)) throw failure(`${millis} ms is no time`, millis);
  const minutes = zone === undefined ? 0 : offsetOf(zone, millis);
  const shifted = millis + minutes * 60_000;
  if (picture === undefined) {
    return new Date(shifted).toISOString().slice(0, -1) + (minutes === 0 ? "Z" : written(minutes, "01:01"));
  }
  // The library shifts whole hours, and what is east of Greenwich.
  if (minutes >= 0 || minutes % 60 === 0)
    return format?.call(this, millis, picture, written(minutes, "0101"));
  return format?.call(this, shifted, zoneWrittenOut(picture, minutes));
}

/** `$toMillis`: ISO 8601 or by a picture, of days and hours that there are. Without a zone it is UTC. */
export function toMillis(this: unknown, text: string | undefined, picture?: string): number | undefined {
  if (text === undefined) return undefined;
  if (picture === undefined) return fromIso(text);
  const millis = parse?.call(this, text, picture);
  if (millis === undefined || comesBack.call(this, text, picture, millis)) return millis;
  throw noTime(text);
}

const [format, parse] = (await Promise.all(["fromMillis", "toMillis"].map(libraryFunction))) as [
  (this: unknown, millis: number, picture: string, zone?: string) => string,
  (this: unknown, text: string, picture: string) => number | undefined,
];

/** The last millisecond, and the first below 0, that a date can be of. */
const LAST = 8.64e15;

const ISO =
  /^(\d{4}|[+-]\d{6})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d:?\d\d)?$/;

function fromIso(text: string): number {
  const [
    ,
    year,
    month = "01",
    day = "01",
    hour = "00",
    minute = "00",
    second = "00",
    fraction = "",
    zone = "Z",
  ] = ISO.exec(text) ?? [];
  if (year === undefined) throw noTime(text);
  const offset = zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const date = `${year}-${month}-${day}`;
  const millis = Date.parse(
    `${date}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`,
  );
  // A day that its month does not have becomes one of the next.
  const isDay = new Date(`${date}T00:00:00Z`).getUTCDate() === Number(day);
  if (Number.isNaN(millis) || !isDay) throw noTime(text);
  return millis;
}

/** Written by the same picture, the time is the text again, but for zeros, letter case, parts of a second and the zone. */
function comesBack(this: unknown, text: string, picture: string, millis: number): boolean {
  // Numbers in words are written in more ways than one.
  if (/\[\w+[wW]/.test(picture)) return true;
  const [zone] = /[+-]\d\d?:?(?:\d\d)?(?=\D*$)/.exec(text) ?? [];
  const hasZone = /\[[Zz]/.test(picture);
  const without = picture.replaceAll(/\[f[^\]]*\]/g, ANY);
  const again = fromMillis.call(this, millis, without, hasZone && zone ? fourDigits(zone) : undefined) ?? "";
  const expected = plain(again, hasZone)
    .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll(ANY, "\\d+");
  return new RegExp(`^${expected}$`).test(plain(text, hasZone));
}

/** Stands for digits, and in no time that anybody writes. */
const ANY = "\u{f8ff}";

function fourDigits(zone: string): string {
  const [sign = "+", digits] = [zone[0], zone.slice(1).replace(":", "")];
  return sign + (digits.length <= 2 ? digits.padStart(2, "0").padEnd(4, "0") : digits.padStart(4, "0"));
}

function plain(text: string, hasZone: boolean): string {
  const words = text.toLowerCase().replaceAll(/\b0+(?=\d)/g, "");
  return hasZone ? words.replace(/(?:gmt)?(?:[+-]\d\d?:?(?:\d\d)?|z)(?=\D*$)/, "") : words;
}

/** Minutes east of Greenwich at that instant. */
function offsetOf(zone: string, millis: number): number {
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d?):?(\d\d)?$/.exec(zone) ?? [];
  if (hours !== undefined) {
    if (Number(hours) > 15 || Number(minutes) > 59) throw noZone(zone);
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  }
  if (/^(?:Z|0{1,4})$/.test(zone)) return 0;
  return (wallClock(zone, millis) - Math.floor(millis / 1_000) * 1_000) / 60_000;
}

/** What the clocks of the zone show, as if it were UTC. */
function wallClock(zone: string, millis: number): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(millis)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get("era") === "BC" ? 1 - part("year") : part("year");
  const date = new Date(0);
  date.setUTCFullYear(year, part("month") - 1, part("day"));
  return date.setUTCHours(part("hour"), part("minute"), part("second"));
}

function clockOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw noZone(zone);
  }
}

/** The picture with each `[Z…]` as text: the library cannot say a part of an hour west of Greenwich. */
function zoneWrittenOut(picture: string, minutes: number): string {
  return picture.replaceAll(/\[\[|\[([Zz])([^\]]*)\]/g, (whole, letter: string | undefined, form: string) =>
    letter === undefined
      ? whole
      : (letter === "z" ? "GMT" : "") + written(minutes, form.replace(/t$/, "") || "01:01"),
  );
}

function written(minutes: number, form: string): string {
  const [, hours = "01", colon = ":", more] = /^(\d\d?)(?:(\D?)(\d\d))?$/.exec(form) ?? [];
  const [whole, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.trunc(Math.abs(minutes) % 60)];
  const tail = more !== undefined || rest > 0 ? colon + String(rest).padStart(2, "0") : "";
  return (minutes < 0 ? "-" : "+") + String(whole).padStart(hours.length, "0") + tail;
}

function noTime(text: string): object {
  return problem("D3110", "toMillis", text);
}

function noZone(zone: string): object {
  const message = `there is no time zone ${JSON.stringify(zone)}: write +05:30, or a name such as Europe/Berlin`;
  return failure(message, zone);
}
