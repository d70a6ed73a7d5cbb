import { NodeError, parseDuration, type Run, sleepFor, sleepUntil, waitForSignal } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

/** Nothing waits in the worker: the step sleeps as a row, and a timer or a signal wakes it. */
export const run: Run<typeof manifest> = async (_input, ctx) => {
  const { duration, until, signal = false, timeout } = ctx.config;
  const given = [duration !== undefined, until !== undefined, signal].filter(Boolean).length;
  if (given !== 1) {
    throw new NodeError("RFV08", `wait needs exactly one of duration, until and signal, but has ${given}`);
  }
  if (timeout !== undefined && !signal) {
    throw new NodeError("RFV08", "wait has a timeout but no signal", {
      hint: "A timeout bounds the wait for a signal.",
    });
  }
  if (duration !== undefined) {
    const ms = parseDuration(duration);
    moment(ctx.now().getTime() + ms);
    return sleepFor(ms);
  }
  if (until !== undefined) return sleepUntil(moment(Date.parse(until)));
  if (timeout === undefined) return waitForSignal();
  const timeoutMs = parseDuration(timeout);
  moment(ctx.now().getTime() + timeoutMs);
  return waitForSignal({ timeoutMs });
};

const LATEST = Date.parse("9999-12-31T00:00:00Z");

/** Postgres and JavaScript agree on dates up to here. */
function moment(time: number): Date {
  if (!(time <= LATEST)) throw new NodeError("RFV08", "wait would end after the year 9999");
  return new Date(time);
}
