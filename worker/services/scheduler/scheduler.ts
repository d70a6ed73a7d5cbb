import type { Calls, DueSchedule } from "../../engine/calls.ts";
import type { Service } from "../service.ts";
import { timesOf } from "./times.ts";

/**
 * Starts the runs of `schedule.cron` triggers. Every worker does it, and asleep until something comes due it costs
 * nothing: which of them starts a run, and whether, is decided by reflux_private.fire_schedule. All times are the
 * database's; this process only counts how long to sleep, and reads cron expressions.
 */
export type SchedulerParts = {
  readonly calls: Pick<Calls, "dueSchedules" | "fireSchedule">;
  readonly onError: (error: unknown) => void;
};

const LONGEST_SLEEP_MS = 10_000;
const SHORTEST_SLEEP_MS = 5;
const RETRY_MS = 1_000;

export function scheduler({ calls, onError }: SchedulerParts): Service {
  const complained = new Set<string>();

  /** Does what is to be done; how long until there is more. */
  const run = async (signal: AbortSignal): Promise<number> => {
    const asked = performance.now();
    const schedules = await calls.dueSchedules(LONGEST_SLEEP_MS);
    let sleep = LONGEST_SLEEP_MS;
    for (const schedule of schedules) {
      if (signal.aborted) break;
      const again = await look(schedule);
      if (again) sleep = Math.min(sleep, again.getTime() - schedule.now.getTime());
    }
    return Math.max(SHORTEST_SLEEP_MS, sleep - (performance.now() - asked));
  };

  const look = async ({ id, cron, timezone, keep, due, now }: DueSchedule): Promise<Date | null> => {
    if (due && due > now) return due;
    const complain = (error: unknown) => {
      const complaint = `schedule ${id} (${cron}, ${timezone}): ${error instanceof Error ? error.message : String(error)}`;
      if (!complained.has(complaint)) onError(new Error(complaint, { cause: error }));
      if (complained.size > 1_000) complained.clear();
      complained.add(complaint);
    };
    const { missed, next, problem } = plan(cron, timezone, due, now, keep);
    if (problem !== undefined) complain(problem);
    try {
      return await calls.fireSchedule(id, due, missed, next, problem?.message);
    } catch (error) {
      // One that cannot be fired must not hold up the others; it is said once.
      complain(error);
      return new Date(now.getTime() + RETRY_MS);
    }
  };

  /** One that cannot be read or has no next time is told the database, which does not ask for it again. */
  const plan = (cron: string, timezone: string, due: Date | null, now: Date, most: number) => {
    try {
      const times = timesOf(cron, timezone);
      const next = times.next(now);
      const problem = next ? undefined : new Error("it has no next time");
      return { missed: due ? times.between(due, now, most) : [], next, problem };
    } catch (error) {
      return { missed: [], next: null, problem: error instanceof Error ? error : new Error(String(error)) };
    }
  };

  return { name: "scheduler", single: false, firstMs: 0, againMs: RETRY_MS, run };
}
