/** When to try again: never, after the step's own back-off, or not before the moment the other side named. */
export type Retry = "never" | "backoff" | Date;

export interface NodeErrorOptions {
  readonly retry?: Retry;
  /** The next action, for a person. */
  readonly hint?: string;
  /** Facts for machines. Never a secret: it is stored with the attempt. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Groups a node may raise: V invalid, T deadline, X external system, L limit, P not permitted. */
const CODE = /^RF[VTXLP]\d\d$/;
const BRAND = Symbol.for("reflux.node-error");

/** The one way for a node to fail. The code decides who acts, `retry` decides whether the engine tries again. */
export class NodeError extends Error {
  readonly [BRAND] = true;
  override readonly name = "NodeError";
  readonly code: string;
  readonly retry: Retry;
  readonly hint: string | undefined;
  readonly detail: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, message: string, options: NodeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    if (!CODE.test(code))
      throw new TypeError(`NodeError: "${code}" is not an RFV, RFT, RFX, RFL or RFP code`);
    this.code = code;
    this.retry = options.retry ?? "never";
    this.hint = options.hint;
    this.detail = options.detail;
  }
}

/** True for any copy of this class, so that nodes outside the repository may bring their own sdk. */
export function isNodeError(value: unknown): value is NodeError {
  return value instanceof Error && BRAND in value;
}
