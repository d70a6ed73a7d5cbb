import { checkValue, type Outcome, Type, unpackOutcome } from "#nodes/sdk/index.ts";

const strict = { additionalProperties: false };
const kind = <K extends Outcome["kind"]>(name: K) => Type.Literal(name);
const text = Type.String({ maxLength: 2_000 });

/** What an outcome looks like, for those made in another process. */
const Shape = Type.Union([
  Type.Object(
    {
      kind: kind("output"),
      output: Type.Optional(Type.Unknown()),
      ports: Type.Array(
        Type.String({
          pattern: "^[a-z][a-z0-9_]*$",
          "x-reflux-pattern": "lower-case letters, digits and _, beginning with a letter",
          maxLength: 100,
        }),
        { maxItems: 100 },
      ),
    },
    strict,
  ),
  Type.Object({ kind: kind("retry_at"), at: text, reason: text }, strict),
  Type.Object({ kind: kind("sleep_until"), at: text }, strict),
  Type.Object({ kind: kind("sleep_for"), ms: Type.Number({ minimum: 0, maximum: 3e14 }) }, strict),
  Type.Object(
    {
      kind: kind("wait_for_signal"),
      timeoutMs: Type.Union([Type.Null(), Type.Number({ minimum: 0, maximum: 1e13 })]),
    },
    strict,
  ),
  Type.Object(
    {
      kind: kind("call_flow"),
      flow: text,
      input: Type.Optional(Type.Unknown()),
      version: Type.Union([Type.Null(), Type.Integer({ minimum: 1 })]),
    },
    strict,
  ),
  Type.Object(
    {
      kind: kind("sql"),
      text: Type.String(),
      values: Type.Array(Type.Unknown(), { maxItems: 65_535 }),
      rowLimit: Type.Integer({ minimum: 0 }),
    },
    strict,
  ),
  Type.Object({ kind: kind("cancel"), reason: text }, strict),
]);

/** The outcome as a node in this process would have returned it, or undefined: it is none. */
export function readOutcome(value: unknown): unknown {
  if (checkValue(Shape, value).length > 0) return undefined;
  // Shape has just said so.
  const outcome = value as Outcome;
  if ("at" in outcome && Number.isNaN(Date.parse(outcome.at))) return undefined;
  return unpackOutcome({ outcome });
}
