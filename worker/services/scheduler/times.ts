import { Cron } from "croner";

/** The times of a cron expression in a time zone: five fields, or six with leading seconds. Throws when it is none. */
export type Times = {
  /** The first time after this moment, if there is one. */
  next(after: Date): Date | null;
  /** The newest times up to this moment and not before `since`, oldest first, at most so many. */
  between(since: Date, until: Date, most: number): Date[];
};

export function timesOf(cron: string, timezone: string): Times {
  const pattern = new Cron(cron, { timezone, mode: "5-or-6-parts" });
  return {
    next: (after) => pattern.nextRun(after),
    between: (since, until, most) => {
      // Times before a moment, and they are whole seconds: this asks for that one too.
      const reference = new Date(Math.floor(until.getTime() / 1_000) * 1_000 + 1_000);
      const times = pattern.previousRuns(most, reference);
      return times.filter((time) => time >= since && time <= until).toReversed();
    },
  };
}
