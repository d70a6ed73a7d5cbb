import { setPreferences, usePreferences } from "../preferences.ts";
import { useClock } from "./clock.ts";
import styles from "./Time.module.css";
import { formatAbsolute, formatClock, formatRelative, formatWhen } from "./time.ts";

export interface TimeProps {
  /** ISO text as the API gives it, or milliseconds. */
  readonly at: string | number;
  /** Relative ticks; clock is for logs; when for what is to come; full for headers. */
  readonly show?: "relative" | "clock" | "when" | "full";
}

export function Time({ at, show = "relative" }: TimeProps) {
  const { zone } = usePreferences();
  const now = useClock(show === "relative");
  const moment = typeof at === "number" ? at : Date.parse(at);
  if (Number.isNaN(moment)) return null;
  const absolute = formatAbsolute(moment, zone);
  const text =
    show === "relative"
      ? formatRelative(moment, now, zone)
      : show === "clock"
        ? formatClock(moment, zone)
        : show === "when"
          ? formatWhen(moment, now, zone)
          : absolute;
  return (
    <time className={styles.time} dateTime={new Date(moment).toISOString()} title={absolute}>
      {text}
    </time>
  );
}

/** The one switch between the reader's zone and UTC, for every time on every page. */
export function ZoneSwitch() {
  const { zone } = usePreferences();
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <button
      type="button"
      className={styles.zone}
      onClick={() => setPreferences({ zone: zone === "utc" ? "local" : "utc" })}
    >
      <span className="visually-hidden">Times are shown in </span>
      {zone === "utc" ? "UTC" : local}
    </button>
  );
}
