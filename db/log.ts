import { setting } from "./config.ts";
import { saysUnreachable } from "./errors.ts";

export type Level = "info" | "warn" | "error";
export type Log = (level: Level, message: string) => void;

export type LogParts = {
  readonly format: "text" | "json";
  readonly write: (line: string) => void;
  readonly now: () => Date;
};

/** While a database is away everybody says so, again and again: one line of it is kept, and how many there were. */
const quietMs = 60_000;

/** What a long-running process says: a line with its time and level, or a JSON object a line (`REFLUX_LOG=json`). */
export function createLog({ format, write, now }: LogParts = toStderr()): Log {
  let said = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (level, message) => {
    const at = now();
    if (saysUnreachable(message)) {
      if (at.getTime() - said < quietMs) {
        unsaid += 1;
        return;
      }
      said = at.getTime();
      write(
        lineOf(format, at, level, unsaid === 0 ? message : `${message} (and ${unsaid} more of the kind)`),
      );
      unsaid = 0;
      return;
    }
    write(lineOf(format, at, level, message));
  };
}

function lineOf(format: LogParts["format"], at: Date, level: Level, message: string): string {
  if (format === "json") return `${JSON.stringify({ time: at.toISOString(), level, message })}\n`;
  return `${at.toISOString()} ${level.padEnd(5)} ${message}\n`;
}

function toStderr(): LogParts {
  return {
    format: setting("REFLUX_LOG"),
    write: (line) => void process.stderr.write(line),
    now: () => new Date(),
  };
}
