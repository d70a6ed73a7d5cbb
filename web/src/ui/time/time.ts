/** Moments in words. Relative to a given now: the clock belongs to the caller, so every text on a page agrees. */

export type Zone = "local" | "utc";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `now`, `12s ago`, `4m ago`, `in 2h`, `3d ago`; from 30 days on, the date. */
export function formatRelative(at: number, now: number, zone: Zone = "local"): string {
  const distance = Math.abs(now - at);
  if (distance < 2 * SECOND) return "now";
  if (distance >= 30 * DAY) return formatDate(at, zone);
  const amount = short(distance);
  return at > now ? `in ${amount}` : `${amount} ago`;
}

/** `22 Nov 2026, 21:46:12.480 UTC`: everything there is, for hover and for copying. */
export function formatAbsolute(at: number, zone: Zone): string {
  return `${formatDate(at, zone)}, ${formats[zone].exact.format(at)}`;
}

/** `21:46:12`, for rows that share a day. */
export function formatClock(at: number, zone: Zone): string {
  return formats[zone].clock.format(at);
}

/** The time, and the date where it is another day's: for what is still to come. */
export function formatWhen(at: number, now: number, zone: Zone): string {
  const [date, time] = [formatDate(at, zone), formatClock(at, zone)];
  return date === formatDate(now, zone) ? time : `${date}, ${time}`;
}

export function formatDate(at: number, zone: Zone): string {
  return formats[zone].date.format(at);
}

function short(distance: number): string {
  if (distance < MINUTE) return `${Math.floor(distance / SECOND)}s`;
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)}m`;
  if (distance < DAY) return `${Math.floor(distance / HOUR)}h`;
  return `${Math.floor(distance / DAY)}d`;
}

/** Made once: making one costs a hundred times what using it does, and a list has hundreds of times. */
const formats = { local: formatsOf({}), utc: formatsOf({ timeZone: "UTC" }) };

function formatsOf(zone: Intl.DateTimeFormatOptions) {
  const clock = { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  return {
    clock: new Intl.DateTimeFormat("en-GB", clock),
    exact: new Intl.DateTimeFormat("en-GB", { ...clock, fractionalSecondDigits: 3, timeZoneName: "short" }),
    date: new Intl.DateTimeFormat("en-GB", { ...zone, day: "numeric", month: "short", year: "numeric" }),
  };
}
