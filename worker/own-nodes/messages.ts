import { anyJson, EvidenceShape, map, type Static, Type } from "#nodes/sdk/index.ts";

/**
 * What a node's process and its worker say to each other. What comes out of the process is checked by these shapes;
 * an attempt is named by a number the worker has drawn, and whatever names another one goes nowhere.
 */
const id = Type.Integer({ minimum: 1 });
const place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const text = (maxLength: number) => Type.String({ maxLength });
const headers = Type.Array(Type.Tuple([text(500), text(65_536)]), { maxItems: 500 });
const strict = { additionalProperties: false };

const Failure = Type.Object(
  {
    /** A code of the registry; left out when the node crashed. */
    code: Type.Optional(
      Type.String({ pattern: "^RF[VTXLP]\\d\\d$", "x-reflux-pattern": "a code such as RFX01" }),
    ),
    name: text(200),
    message: text(4_000),
    retry: Type.Optional(text(40)),
    hint: Type.Optional(text(2_000)),
    detail: Type.Optional(map(anyJson())),
    stack: Type.Optional(text(8_000)),
    /** The system's short code, such as ECONNREFUSED. */
    cause: Type.Optional(text(100)),
  },
  strict,
);
export type Failure = Static<typeof Failure>;

const call = { is: Type.Literal("call"), id, call: id };
export const FromNode = Type.Union([
  Type.Object({ is: Type.Literal("described"), manifest: Type.Unknown() }, strict),
  Type.Object({ is: Type.Literal("malformed"), message: text(8_000) }, strict),
  Type.Object({ is: Type.Literal("result"), id, output: Type.Optional(Type.Unknown()) }, strict),
  Type.Object({ is: Type.Literal("outcome"), id, outcome: Type.Unknown() }, strict),
  Type.Object({ is: Type.Literal("failed"), id, failure: Failure }, strict),
  Type.Object({ is: Type.Literal("crashed"), failure: Failure }, strict),
  Type.Object({ is: Type.Literal("pong"), reads: Type.Boolean() }, strict),
  Type.Object(
    {
      is: Type.Literal("log"),
      id,
      level: Type.Enum(["debug", "info", "warn", "error"]),
      message: text(10_000),
      fields: Type.Optional(map(anyJson())),
    },
    strict,
  ),
  /** All of the n-th piece of evidence, as far as it is known. */
  Type.Object({ is: Type.Literal("evidence"), id, nth: id, entry: EvidenceShape }, strict),
  Type.Object({ is: Type.Literal("progress"), id, fraction: Type.Number() }, strict),
  Type.Object(
    {
      ...call,
      does: Type.Literal("fetch"),
      url: text(65_536),
      method: text(30),
      headers,
      redirect: Type.Enum(["follow", "manual", "error"]),
      /** The bytes beside the message are the body. */
      body: Type.Boolean(),
    },
    strict,
  ),
  /** The next piece of the answer to another call. */
  Type.Object({ ...call, does: Type.Literal("read"), of: id }, strict),
  /** Ends another call: nobody waits for its answer, or for the rest of it. */
  Type.Object({ ...call, does: Type.Literal("drop"), of: id }, strict),
  Type.Object({ ...call, does: Type.Literal("secret"), name: text(200) }, strict),
  /** Begins an artifact; its bytes come by `piece`, one after the other, and `keep` gives its name. */
  Type.Object(
    {
      ...call,
      does: Type.Literal("write"),
      contentType: Type.Optional(text(200)),
      name: Type.Optional(text(200)),
    },
    strict,
  ),
  Type.Object({ ...call, does: Type.Literal("piece"), of: id }, strict),
  Type.Object({ ...call, does: Type.Literal("keep"), of: id }, strict),
  Type.Object({ ...call, does: Type.Literal("stat"), artifact: text(200) }, strict),
  /** The bytes follow by `read`. */
  Type.Object(
    { ...call, does: Type.Literal("open"), artifact: text(200), start: place, end: Type.Optional(place) },
    strict,
  ),
]);
export type FromNode = Static<typeof FromNode>;
export type Call = Extract<FromNode, { is: "call" }>;
export type FetchCall = Extract<Call, { does: "fetch" }>;

export type ToNode =
  | { readonly is: "describe" }
  | {
      readonly is: "run";
      readonly id: number;
      readonly input: unknown;
      readonly config: unknown;
      readonly attempt: number;
      readonly idempotencyKey: string;
      readonly run: Readonly<Record<string, unknown>>;
      readonly step: Readonly<Record<string, unknown>>;
      /** By the database's clock, in milliseconds. */
      readonly now: number;
    }
  | { readonly is: "abort"; readonly id: number; readonly reason: string }
  /** Is it there, and can it read its node? */
  | { readonly is: "ping" }
  | { readonly is: "answer"; readonly id: number; readonly call: number; readonly value: unknown }
  | { readonly is: "refusal"; readonly id: number; readonly call: number; readonly failure: Failure };

/** What `fetch` is answered with; the body follows by `read`. */
export type Head = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
  readonly redirected: boolean;
  readonly body: boolean;
};
