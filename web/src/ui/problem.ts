/** What went wrong, in the shape of the error registry: what happened, and what to do next. */
export interface Problem {
  /** `RF` + group + two digits, or one of the browser's own: `offline`, `unknown`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly detail?: unknown;
}
