/** What each screen keeps in its address: read here, once, so that every link to a screen is typed. */

import { parseTimeRange, printTimeRange } from "../data/time-range.ts";
import { printSet, readCount, readOne, readSet, readText } from "../data/url.ts";
import { runStates } from "../ui/feedback/states.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Absent keys stay out of the address. */
function compact<T extends Readonly<Record<string, unknown>>>(
  search: T,
): { [K in keyof T]?: NonNullable<T[K]> | undefined } {
  const present = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
  // The same keys with the same values, less those that are absent.
  return Object.fromEntries(present) as { [K in keyof T]?: NonNullable<T[K]> };
}

const range = (value: unknown) => {
  const parsed = typeof value === "string" ? parseTimeRange(value) : undefined;
  return parsed && printTimeRange(parsed);
};
const unless = <T>(value: T, fallback: T) => (value === fallback ? undefined : value);

export const flowStates = ["enabled", "disabled", "draft", "archived"] as const;
export const flowsSearch = (raw: Raw) =>
  compact({
    q: readText(raw["q"]),
    tag: readText(raw["tag"]),
    /** Left out: all but the archived. */
    state: flowStates.find((state) => state === raw["state"]),
    sort: readText(raw["sort"]),
    peek: readText(raw["peek"]),
  });

export const editorTabs = ["config", "input", "output", "code", "problems"] as const;
export const editorSearch = (raw: Raw) =>
  compact({
    step: readText(raw["step"]),
    tab: unless(readOne(raw["tab"], editorTabs, "config"), "config"),
    view: unless(readOne(raw["view"], ["canvas", "code", "outline"] as const, "canvas"), "canvas"),
    version: readCount(raw["version"]),
    /** The run that is laid over the canvas, and that expressions are tried on. Left out: on the newest. */
    run: readCount(raw["run"]),
  });

export const versionsSearch = (raw: Raw) =>
  compact({
    base: readCount(raw["base"]),
    head: readCount(raw["head"]),
    view: unless(readOne(raw["view"], ["graph", "fields"] as const, "graph"), "graph"),
  });

export const runsSearch = (raw: Raw) =>
  compact({
    q: readText(raw["q"]),
    state: printSet(readSet(raw["state"], runStates)),
    time: range(raw["time"]),
    sort: readText(raw["sort"]),
    peek: readCount(raw["peek"]),
  });

export const runTabs = ["output", "input", "error", "attempts", "diff", "logs", "why", "sql"] as const;
export const runSearch = (raw: Raw) =>
  compact({
    step: readText(raw["step"]),
    scope: readText(raw["scope"]),
    attempt: readCount(raw["attempt"]),
    /** Left out: the error of what failed, the output of what did not. */
    tab: runTabs.find((tab) => tab === raw["tab"]),
    view: unless(
      readOne(raw["view"], ["timeline", "canvas", "steps", "logs", "history"] as const, "timeline"),
      "timeline",
    ),
    only: unless(readOne(raw["only"], ["all", "failed", "critical"] as const, "all"), "all"),
    /** A part of the run's time, in milliseconds since it was made. */
    range: readText(raw["range"]),
  });

export const nodesSearch = (raw: Raw) =>
  compact({ q: readText(raw["q"]), effects: readText(raw["effects"]) });

export const nodeSearch = (raw: Raw) => compact({ version: readCount(raw["version"]) });

export const webhooksSearch = (raw: Raw) => compact({ q: readText(raw["q"]), hook: readText(raw["hook"]) });

/** Plain `key=value`, without the quotes and JSON that the router would write: addresses are read by people. */
export function parseSearch(text: string): Record<string, unknown> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function printSearch(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search).flatMap(([key, value]) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [`${encodeURIComponent(key)}=${readable(String(value))}`]
      : [],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** `state:failed,running` may stay as it is; what would break the address may not. */
const readable = (text: string) =>
  encodeURIComponent(text).replaceAll(/%(3A|2C|2F|40|3E|3C|2A|20)/g, (code) =>
    code === "%20" ? "+" : code === "%3E" || code === "%3C" ? code : decodeURIComponent(code),
  );
