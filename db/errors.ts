import { randomUUID } from "node:crypto";
import { DatabaseError } from "pg";
import { parseJson } from "#language/json.ts";
import { type ErrorCode, isErrorCode } from "./error-codes.ts";

export { type ErrorCode, type ErrorEntry, errors, isErrorCode, type Retry } from "./error-codes.ts";

export type ErrorFields = {
  /** For machines; JSON-able. */
  readonly detail?: unknown;
  /** The next action, for people. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
};

/**
 * The one error the rest of the program sees. `reflux_private.fail(code, message, detail, hint)` raises the same
 * four parts from SQL, so an error looks alike in psql, in the log, in GraphQL and in the browser.
 */
export class RefluxError extends Error {
  override readonly name = "RefluxError";
  readonly code: ErrorCode;
  readonly detail: unknown;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, { detail, hint, cause }: ErrorFields = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.hint = hint;
  }

  toJSON() {
    return { code: this.code, message: this.message, detail: this.detail, hint: this.hint };
  }
}

/** Whatever was thrown, as a RefluxError: registry errors keep their parts, the rest is recognised or masked. */
export function toRefluxError(thrown: unknown): RefluxError {
  if (thrown instanceof RefluxError) return thrown;
  if (thrown instanceof DatabaseError) return fromDatabase(thrown);
  if (isUnreachable(thrown)) return unreachable(thrown);
  return masked(thrown);
}

/** True when the connection, not the statement, failed: the same call may succeed on another connection. */
export function isUnreachable(thrown: unknown): boolean {
  if (thrown instanceof AggregateError) return thrown.errors.some(isUnreachable);
  if (!(thrown instanceof Error)) return false;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
  if (thrown instanceof DatabaseError) return /^(08|57P0[1-5]|53300)/.test(code);
  // A file that is missing is ENOENT too; a Unix socket that is missing says so from `connect`.
  if (code === "ENOENT") return "syscall" in thrown && thrown.syscall === "connect";
  return socketErrors.has(code) || driverDisconnects.test(thrown.message);
}

const socketErrors = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
]);

/** pg gives these no code. */
const driverDisconnects =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

/** The same of a message that was made of such an error. */
export function saysUnreachable(message: string): boolean {
  return awayWords.test(message);
}

const awayWords = new RegExp(
  `\\b(${[...socketErrors].join("|")})\\b|connect ENOENT|database unreachable|${driverDisconnects.source.slice(1)}` +
    "|terminating connection due to|the database system is (starting up|shutting down|in recovery|not)|too many clients already",
);

function fromDatabase(error: DatabaseError): RefluxError {
  const cause = error;
  // A driver, or a function of before, gives an empty hint for none.
  const hint = error.hint || undefined;
  if (isErrorCode(error.code)) {
    return new RefluxError(error.code, error.message, { detail: parseDetail(error.detail), hint, cause });
  }
  if (isUnreachable(error)) return unreachable(error);
  // Whom the server does not let in: a wrong password, a database or a setting that is not there.
  if (error.severity === "FATAL") return unreachable(error);
  switch (error.code) {
    case "42501": // insufficient_privilege
      return new RefluxError("RFP02", error.message, { hint, cause });
    case "22P02": // invalid_text_representation
      if (isHalfCharacter(error)) {
        return new RefluxError("RFV23", error.message, { detail: error.detail, hint: halfCharacter, cause });
      }
      return new RefluxError("RFV06", error.message, { hint, cause });
    case "22003": // numeric_value_out_of_range
    case "22007": // invalid_datetime_format
    case "22008": // datetime_field_overflow
    case "22009": // invalid_time_zone_displacement_value
    case "22015": // interval_field_overflow
    case "22001": // string_data_right_truncation
    case "22018": // invalid_character_value_for_cast
    case "22023": // invalid_parameter_value: a time zone or a setting that is none
    case "22025": // invalid_escape_sequence
    case "2201B": // invalid_regular_expression
    case "2201W": // invalid_row_count_in_limit_clause
    case "2201X": // invalid_row_count_in_result_offset_clause
      return new RefluxError("RFV06", error.message, { hint, cause });
    case "22021": // character_not_in_repertoire: the character 0 in a text that is not JSON
    case "22P05": // untranslatable_character: what JSON can say and jsonb cannot store
      return new RefluxError("RFV23", error.message, { hint: zeroCharacter, cause });
    case "54000": // program_limit_exceeded: a jsonb has room for 256 MB
      return new RefluxError("RFV04", error.message, { hint: tooLarge, cause });
    case "54001": // statement_too_complex, said of the stack: JSON within JSON, too many times
      return new RefluxError("RFV23", error.message, { hint: tooDeep, cause });
    default:
      return masked(error);
  }
}

/** What to do about a text that Postgres does not keep. */
export const zeroCharacter =
  "Postgres stores no \\u0000 in a text: take it out, or pass the bytes as an artifact";
export const halfCharacter = "a \\ud800 to \\udfff stands alone: a text was cut in the middle of a character";
const tooDeep = "the value is nested too deeply: make it flatter, or a text";
const tooLarge = "store it elsewhere, and pass where it is";

/** Of a text that is no JSON the detail says something else. */
function isHalfCharacter({ message, detail = "" }: DatabaseError): boolean {
  return /type jsonb?\b/.test(message) && /surrogate/.test(detail);
}

/** The reason names host, port or socket, so it stays in the log, and with whoever owns the machine (as the cause). */
function unreachable(cause: unknown): RefluxError {
  return new RefluxError("RFX05", "database unreachable", {
    hint: "`reflux doctor` shows which database is configured and whether it answers",
    cause,
  });
}

/** The message may hold anything, so it stays in the log (as the cause) and only the id goes out. */
function masked(cause: unknown): RefluxError {
  const id = randomUUID();
  return new RefluxError("RFI01", `internal error ${id}`, {
    detail: { id },
    hint: "search the server's log for this id",
    cause,
  });
}

/** What the owner of the machine is told beyond the message, and nobody else: it may name hosts and hold anything. */
export function reasonBehind({ code, cause }: RefluxError): string | undefined {
  if (code !== "RFI01" && code !== "RFX05") return undefined;
  if (cause instanceof AggregateError) return cause.errors.map(String).join("; ");
  return cause instanceof Error ? cause.message : undefined;
}

/** DETAIL is JSON when we raise, and prose when Postgres does. */
export function parseDetail(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
