/** The sdk: all that a node may import. Types, tagged outcomes, one error class, schema helpers. */

export { ExactNumber } from "#language/exact-number.ts";
export { parseJson } from "#language/json.ts";
export {
  type ArtifactRef,
  type Artifacts,
  type ByteSource,
  piecesOf,
  rangeIn,
  streamOf,
  withWhole,
} from "./artifacts.ts";
export { checkManifest } from "./check-manifest.ts";
export type { Context, LogLevel, Run } from "./context.ts";
export { duration, longestTimer, parseDuration, parseTimer, timer } from "./duration.ts";
export { isNodeError, NodeError, type NodeErrorOptions, type Retry } from "./error.ts";
export { type Completes, type Evidence, EvidenceShape, shortenIn } from "./evidence.ts";
export { checkFormSubset } from "./form-subset.ts";
export { headerFields, headersAsJson, headersOf, requireUtf8, TAKEN_HEADERS } from "./headers.ts";
export { acceptedSignature, type SignatureOptions, signature, signatureHeaders, signBody } from "./hmac.ts";
export { type Answer, type Exchange, exchange, parseRetryAfter } from "./http.ts";
export {
  type Category,
  defineNode,
  type Effects,
  type Example,
  type NodeKind,
  type NodeManifest,
  networkRetry,
  noRetry,
  type RecordedExchange,
  type RetryPolicy,
} from "./manifest.ts";
export type { Need, NeedKind } from "./needs.ts";
export {
  callFlow,
  cancel,
  isOutcome,
  type Outcome,
  type OutcomeKind,
  openScopes,
  output,
  type PackedResult,
  packOutcome,
  retryAt,
  sleepFor,
  sleepUntil,
  sqlInTransaction,
  unpackOutcome,
  waitForSignal,
} from "./outcome.ts";
export { anyJson, map, oneOf, type Static, type TSchema, Type, texts, withDefault } from "./schema.ts";
export { checkValue, type Problem, prepareConfig, requireInput, requireOutput } from "./validate.ts";
