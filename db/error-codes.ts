/**
 * The error registry: every code REFLUX raises, from SQL or from TypeScript. `db/ERRORS.md` has a section per
 * code. To add one, add a line here, a section there, and a test that raises it.
 */

/** `backoff`: the same thing may succeed later. `never`: it cannot, until somebody changes something. */
export type Retry = "never" | "backoff";
export type ErrorEntry = { readonly title: string; readonly http: number; readonly retry: Retry };

const invalid = group(400, "never", {
  RFV01: "flow document malformed",
  RFV02: "unknown node",
  RFV03: "input does not match its schema",
  RFV04: ["payload too large", { http: 413 }],
  RFV05: "expression failed",
  RFV06: "bad argument",
  RFV07: "not JSON",
  RFV08: "step config does not fit its node",
  RFV09: "output does not fit its schema",
  RFV10: "SQL statement refused",
  RFV11: "expression malformed",
  RFV12: "edge malformed",
  RFV13: "edge leads nowhere",
  RFV14: "flow has a cycle",
  RFV15: "step is unreachable",
  RFV16: "reference to nothing",
  RFV18: "step option malformed",
  RFV19: ["webhook path is taken", { http: 409 }],
  RFV20: "unknown field",
  RFV21: "step key is no name",
  RFV22: "table condition refused",
  RFV23: "value cannot be stored",
  RFV24: "unfinished text",
  RFV25: "edge crosses a repeated part",
  RFV26: "scopes malformed",
  RFV27: "patch does not apply",
  RFV40: "unknown variable",
  RFV48: "no value for a secret",
});

const state = group(409, "never", {
  RFS01: "transition not allowed",
  RFS02: "run is finished",
  RFS03: "step cannot be driven again",
  RFS04: "flow is disabled or archived",
  RFS05: "step is not waiting for a signal",
});

const changed = group(409, "never", {
  RFC01: "revision changed",
  RFC02: "draft changed",
  RFC03: "name is taken",
  RFC10: "idempotency key was used for something else",
  RFC11: "node is known with another manifest",
});

const missing = group(404, "never", {
  RFN01: "flow not found",
  RFN02: "run not found",
  RFN03: "step not found",
  RFN04: "version not found",
  RFN05: "webhook not found",
  RFN06: "secret not found",
  RFN07: "token not found",
  RFN08: "nothing at this address",
  RFN10: "variable not found",
});

const denied = group(403, "never", {
  RFP01: ["not authenticated", { http: 401 }],
  RFP02: "not permitted",
  RFP03: "address refused by the egress guard",
  RFP04: ["wrong signature", { http: 401 }],
  RFP05: "origin or host refused",
  RFP14: "flow may not be called",
  RFP15: "secret may not be read",
  RFP16: "no role for SQL",
  RFP17: "secret is not yours",
  RFP18: "host is not permitted",
  RFP20: "a secret is not sent on to another origin",
  RFP21: ["signature too old", { http: 401 }],
  RFP22: "audit is never changed",
  RFP23: "closed to nodes of one's own",
  RFP24: "host not declared",
  RFP25: "a login does not work",
});

const limited = group(429, "backoff", {
  RFL01: "too many requests",
  RFL02: ["query too deep or too costly", { http: 400, retry: "never" }],
  RFL03: ["page too large", { http: 400, retry: "never" }],
  RFL04: "concurrency limit reached",
  RFL05: ["body too large", { http: 413, retry: "never" }],
  RFL06: ["poison step", { http: 500, retry: "never" }],
  RFL07: ["answer too large", { http: 413, retry: "never" }],
  RFL08: ["expression too costly", { http: 400, retry: "never" }],
  RFL10: ["too slow", { http: 408 }],
  RFL11: ["operation not registered", { http: 403, retry: "never" }],
  RFL12: ["too many scopes at once", { http: 400, retry: "never" }],
});

const late = group(504, "backoff", {
  RFT01: "step deadline passed",
  RFT02: ["lease lost", { http: 409 }],
  RFT03: ["signal timed out", { retry: "never" }],
  RFT04: "synchronous webhook deadline passed",
  RFT05: "remote did not answer in time",
  RFT06: ["expression deadline passed", { retry: "never" }],
});

const external = group(502, "backoff", {
  RFX01: "remote answered an error status",
  RFX02: "network error",
  RFX03: ["node crashed", { http: 500 }],
  RFX04: ["child run failed", { retry: "never" }],
  RFX05: ["database unreachable", { http: 503 }],
  RFX06: ["remote answered something unreadable", { retry: "never" }],
  RFX07: ["remote database refused the statement", { retry: "never" }],
});

const internal = group(500, "never", {
  RFI01: "internal error",
  RFI02: "schema and program do not fit",
  RFI03: "embedded server failed",
  RFI04: "data directory in use",
  RFI05: "migration folder inconsistent",
  RFI06: "migration failed",
  RFI07: "service did not start",
  RFI08: "the queue is another program's",
  RFI13: "no process for nodes of one's own",
  RFI14: "not set up",
});

export const errors = {
  ...invalid,
  ...state,
  ...changed,
  ...missing,
  ...denied,
  ...limited,
  ...late,
  ...external,
  ...internal,
} as const;

export type ErrorCode = keyof typeof errors;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errors, code);
}

type Line = string | readonly [title: string, differs: Partial<Omit<ErrorEntry, "title">>];

/** Codes of one letter share their HTTP status and retry rule; a line names only what differs. */
function group<Code extends string>(
  http: number,
  retry: Retry,
  lines: Record<Code, Line>,
): Record<Code, ErrorEntry> {
  const entries = Object.entries<Line>(lines).map(([code, line]) => {
    const [title, differs] = typeof line === "string" ? [line, {}] : line;
    return [code, { title, http, retry, ...differs }];
  });
  // Same keys in, same keys out: Object.fromEntries cannot say so.
  return Object.fromEntries(entries) as Record<Code, ErrorEntry>;
}
