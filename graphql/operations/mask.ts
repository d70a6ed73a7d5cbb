import { DatabaseError } from "pg";
import { isSafeError } from "postgraphile/grafast";
import { GraphQLError, type GraphQLFormattedError } from "postgraphile/graphql";
import { RefluxError, toRefluxError } from "#db/errors.ts";

type Log = (level: "info" | "warn" | "error", message: string) => void;

/**
 * What of an error goes out. Errors of the registry go out whole, with code, detail and hint as extensions; errors of
 * the document (it does not parse, a variable has the wrong type) as GraphQL says them; anything else as an id, under
 * which the log has the rest.
 */
export function mask(error: GraphQLError, log: Log): GraphQLFormattedError {
  const cause = rootCause(error);
  const place = {
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
  };
  if (cause === undefined) {
    // Graphql-js' own: its messages speak of the document only.
    return { message: cut(error.message), ...place, extensions: { code: "RFV06", ...error.extensions } };
  }
  const known = knownError(cause);
  if (known.code === "RFI01") log("error", `${known.message}: ${describe(known.cause)}`);
  const { code, message, detail, hint } = known;
  return {
    message: cut(message),
    ...place,
    extensions: {
      code,
      ...(detail === undefined ? {} : { detail }),
      ...(hint === undefined ? {} : { hint }),
    },
  };
}

/** A refusal of ours in the shape of GraphQL. */
export function asGraphQLError(error: RefluxError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}

function knownError(cause: Error): RefluxError {
  // Grafast marks errors whose message is meant for the caller: a cursor that is none, a value that does not parse.
  if (isSafeError(cause)) return new RefluxError("RFV06", cut(cause.message), { cause });
  if (cause instanceof DatabaseError && cause.code === "57014") {
    return new RefluxError("RFL02", "the operation took too long and was stopped", {
      hint: "ask for less: a shorter period, a smaller page",
      cause,
    });
  }
  return toRefluxError(cause);
}

/** Errors quote what was sent, which may be long. */
function cut(message: string): string {
  return message.length > longest ? `${message.slice(0, longest)}…` : message;
}

const longest = 2_000;

function rootCause(error: GraphQLError): Error | undefined {
  let cause: Error | undefined = error.originalError;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause;
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
