import type { Problem } from "../ui/problem.ts";

/** An error of the API, of the network or of ours, as one thing with a code, a message and what to do next. */
export class ProblemError extends Error implements Problem {
  readonly code: string;
  readonly hint: string | undefined;
  readonly detail: unknown;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, { cause });
    this.name = "ProblemError";
    this.code = problem.code;
    this.hint = problem.hint;
    this.detail = problem.detail;
  }
}

export const offline: Problem = {
  code: "offline",
  message: "The server cannot be reached",
  hint: "It is tried again. If it was stopped: npm start.",
};

export const signedOut: Problem = {
  code: "RFP01",
  message: "Sign in to go on",
  hint: "The token is missing, wrong or revoked.",
};

/** Whether the same will not succeed later: a no of ours. Without a code of ours nobody said no: something failed on the way. */
export const isRefusal = ({ code }: Problem): boolean => /^RF(?![ITX]|L0[146]|L10)/.test(code);

/** One error of an answer, by GraphQL or before it. Postgres' own message, detail and hint come through as the registry wrote them. */
export function problemOf(error: unknown): Problem {
  const { message, extensions = error } = asRecord(error);
  const { code, hint, detail, errorId } = asRecord(extensions);
  if (typeof code !== "string") {
    return {
      code: "unknown",
      message: typeof message === "string" ? message : "Something went wrong",
      hint: typeof errorId === "string" ? `The server's log has it under ${errorId}.` : undefined,
    };
  }
  return {
    code,
    message: typeof message === "string" ? message : code,
    hint: typeof hint === "string" ? hint : undefined,
    detail: typeof detail === "string" ? parse(detail) : detail,
  };
}

/** Anything that was thrown. */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") return offline;
  if (error instanceof TypeError && /fetch|network/i.test(error.message)) return offline;
  return { code: "unknown", message: error instanceof Error ? error.message : String(error) };
}

function isProblem(error: unknown): error is Problem {
  const { code, message } = error instanceof ProblemError ? error : asRecord(error);
  return typeof code === "string" && typeof message === "string";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
