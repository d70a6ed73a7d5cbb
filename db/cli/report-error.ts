import { setting } from "../config.ts";
import { type ErrorCode, type RefluxError, reasonBehind, toRefluxError } from "../errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { note, paint, plain } from "./terminal.ts";

export function exitCodeOf(code: ErrorCode): ExitCode {
  if (code === "RFX05") return exitCodes.unreachable;
  return code.startsWith("RFN") ? exitCodes.notFound : exitCodes.failed;
}

/** Code, message, hint; the stack only for those who ask with REFLUX_DEBUG. Returns the exit code. */
export function reportError(thrown: unknown, asJson: boolean): ExitCode {
  const error = toRefluxError(thrown);
  if (asJson) note(JSON.stringify({ error }));
  else note(describe(error));
  if (isDebugging()) note(stackOf(error));
  return exitCodeOf(error.code);
}

function describe(error: RefluxError): string {
  const { code, message, hint } = error;
  // This is the machine of whoever sees it, so what the API masks is told here.
  const behind = reasonBehind(error);
  const reason = behind === undefined ? message : `${message}: ${behind}`;
  const lines = [`${paint("red", code, process.stderr)} ${plain(reason)}`];
  if (hint) lines.push(`      ${paint("dim", plain(hint), process.stderr)}`);
  return lines.join("\n");
}

function isDebugging(): boolean {
  try {
    return setting("REFLUX_DEBUG");
  } catch {
    return true;
  }
}

function stackOf(error: RefluxError): string {
  const { cause } = error;
  const below = cause instanceof Error ? `\ncaused by ${cause.stack ?? cause.message}` : "";
  return `${error.stack ?? error.message}${below}`;
}
