import { parseDuration } from "#language/flow/duration.ts";
import { waitNames } from "#language/waits.ts";
import { runStates } from "../../ui/feedback/states.ts";

export interface Field {
  readonly name: string;
  readonly alias?: string;
  /** Completes the sentence "x is not …". */
  readonly what: string;
  readonly example: string;
  readonly ordered: boolean;
  readonly accepts: (value: string) => boolean;
  /** All values there are, where they are few. */
  readonly choices?: readonly string[];
}

const anything = () => true;
const isCount = (value: string) => /^\d+$/.test(value);
const isMoment = (value: string) =>
  parseDuration(value) !== undefined || (/^\d{4}-\d\d/.test(value) && !Number.isNaN(Date.parse(value)));

export const fields: readonly Field[] = [
  {
    name: "state",
    alias: "is",
    what: `a state of runs (${runStates.join(", ")})`,
    example: "failed",
    ordered: false,
    accepts: (value) => runStates.some((state) => state === value),
    choices: runStates,
  },
  {
    name: "waits",
    what: `what a run waits for (${waitNames.join(", ")})`,
    example: "person",
    ordered: false,
    accepts: (value) => waitNames.some((wait) => wait === value),
    choices: waitNames,
  },
  { name: "flow", what: "a flow", example: "order-*", ordered: false, accepts: anything },
  { name: "run", alias: "id", what: "a run's number", example: "48211", ordered: true, accepts: isCount },
  { name: "version", what: "a version's number", example: "12", ordered: true, accepts: isCount },
  { name: "step", what: "a step", example: "charge", ordered: false, accepts: anything },
  {
    name: "error",
    what: "an error code",
    example: "RFX02",
    ordered: false,
    accepts: (value) => /^RF[A-Z]?\d{0,2}\*?$/i.test(value),
  },
  { name: "trigger", what: "a trigger", example: "webhook.in", ordered: false, accepts: anything },
  { name: "key", what: "an idempotency key", example: "order-17", ordered: false, accepts: anything },
  {
    name: "duration",
    what: "a duration such as 10s",
    example: ">10s",
    ordered: true,
    accepts: (value) => parseDuration(value) !== undefined,
  },
  { name: "attempts", what: "a count", example: ">1", ordered: true, accepts: isCount },
  {
    name: "started",
    what: "a moment such as 2h or 2026-11-22",
    example: "<2h",
    ordered: true,
    accepts: isMoment,
  },
  {
    name: "finished",
    what: "a moment such as 2h or 2026-11-22",
    example: "<2h",
    ordered: true,
    accepts: isMoment,
  },
];
