import { checkFormSubset } from "./form-subset.ts";
import { HOST_PATTERN } from "./hosts.ts";
import type { NodeManifest } from "./manifest.ts";
import { NEED_PATTERN } from "./needs.ts";
import { Type } from "./schema.ts";
import { checkValue, type Problem } from "./validate.ts";

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const port = Type.String({
  pattern: "^[a-z][a-z0-9_]*$",
  "x-reflux-pattern": "lower-case letters, digits and _, beginning with a letter",
});
const count = Type.Integer({ minimum: 0 });

/** The shape of a manifest, for those that did not pass the compiler: nodes from a directory, generated nodes. */
const Shape = Type.Object(
  {
    id: Type.String({
      pattern: "^[a-z][a-z0-9]*(\\.[a-z][a-z0-9_]*)*$",
      "x-reflux-pattern": "lower-case words with points between them, such as shop.order",
      maxLength: 100,
    }),
    version: Type.Integer({ minimum: 1 }),
    title: text(60),
    summary: text(200),
    category: Type.Enum(["trigger", "data", "flow", "http", "database", "file", "ai", "test"]),
    icon: Type.String({
      pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
      "x-reflux-pattern": "lower-case words with - between them",
    }),
    kind: Type.Enum(["action", "trigger"]),
    config: Type.Object({ type: Type.Literal("object") }),
    input: Type.Object({}),
    output: Type.Object({}),
    ports: Type.Union([Type.Literal("dynamic"), Type.Array(port, { minItems: 1, uniqueItems: true })]),
    effects: Type.Enum(["pure", "idempotent", "external"]),
    retry: Type.Object({
      max: count,
      backoffMs: count,
      maxBackoffMs: count,
      jitter: Type.Number({ minimum: 0, maximum: 1 }),
    }),
    timeoutMs: Type.Integer({ minimum: 1 }),
    secrets: Type.Array(Type.String(), { uniqueItems: true }),
    hosts: Type.Optional(
      Type.Array(
        Type.String({
          pattern: HOST_PATTERN,
          "x-reflux-pattern": "a host in lower case, with or without its port, or *",
          maxLength: 260,
        }),
        {
          uniqueItems: true,
          maxItems: 100,
        },
      ),
    ),
    requires: Type.Optional(
      Type.Array(
        Type.String({
          pattern: NEED_PATTERN,
          "x-reflux-pattern": "package:NAME, program:NAME or service:NAME",
          maxLength: 100,
        }),
        { uniqueItems: true, maxItems: 20 },
      ),
    ),
    body: Type.Optional(port),
    signals: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
    examples: Type.Array(Type.Object({ title: text(100), config: Type.Object({}) }), { minItems: 1 }),
  },
  { additionalProperties: false },
);

/** Every problem of a manifest, none when it is valid. */
export function checkManifest(manifest: unknown): Problem[] {
  const problems = [...checkValue(Shape, manifest)];
  if (problems.length > 0) return problems;
  // Shape has just said so.
  const { config, input, output, secrets, signals, examples } = manifest as NodeManifest;
  for (const [name, schema] of Object.entries({ config, input, output })) {
    problems.push(...checkFormSubset(schema, name));
  }
  const fields = "properties" in config ? Object.keys(Object(config.properties)) : [];
  for (const secret of secrets) {
    if (!fields.includes(secret))
      problems.push({ path: "secrets", message: `names "${secret}", which config does not have` });
  }
  if (typeof signals === "string" && !fields.includes(signals))
    problems.push({ path: "signals", message: `names "${signals}", which config does not have` });
  examples.forEach((example, index) => {
    const results = ["output", "outcome", "error"].filter((key) => key in example);
    if (results.length !== 1) {
      problems.push({
        path: `examples[${index}]`,
        message: "needs exactly one of output, outcome and error",
      });
    }
    if ("outcome" in example && example.outcome?.kind === "wait_for_signal" && !signals)
      problems.push({ path: "signals", message: `is left out, and examples[${index}] waits for a signal` });
  });
  return problems;
}
