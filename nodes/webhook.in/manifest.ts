import {
  acceptedSignature,
  anyJson,
  defineNode,
  map,
  noRetry,
  Type,
  texts,
  withDefault,
} from "../sdk/index.ts";

export const manifest = defineNode({
  id: "webhook.in",
  version: 1,
  title: "Webhook",
  summary: "Starts a run for each HTTP request to a path.",
  category: "trigger",
  icon: "webhook",
  kind: "trigger",
  config: Type.Object(
    {
      path: Type.String({
        title: "Path",
        description: "Below /hooks/, for example orders or shop/orders.",
        pattern: "^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$",
        "x-reflux-pattern": "letters, digits, _ and -, with single slashes between them",
        maxLength: 200,
      }),
      method: withDefault(Type.Enum(["POST", "PUT", "PATCH", "GET", "DELETE"], { title: "Method" }), "POST"),
      mode: withDefault(
        Type.Enum(["async", "sync"], {
          title: "Reply",
          description:
            "async: 202 with the run id. sync: wait for the run's output, or for its webhook.reply step.",
        }),
        "async",
      ),
      deadline_seconds: withDefault(
        Type.Integer({
          title: "Deadline",
          description: "How long a sync caller waits before it gets 202 instead.",
          minimum: 1,
          maximum: 300,
        }),
        30,
      ),
      max_body_bytes: withDefault(
        Type.Integer({ title: "Largest body", minimum: 0, maximum: 50_000_000 }),
        1_000_000,
      ),
      cors: Type.Optional(
        Type.Object(
          {
            origins: Type.Array(
              Type.String({
                pattern: "^(\\*|https?://[^/\\s]+)$",
                "x-reflux-pattern": "* or the beginning of an address, such as https://shop.example.com",
                maxLength: 300,
              }),
              {
                title: "Origins",
                description: 'Pages that may call it from a browser: "https://shop.example.com", or "*".',
                minItems: 1,
                maxItems: 100,
              },
            ),
          },
          { title: "CORS", additionalProperties: false },
        ),
      ),
      hmac: Type.Optional(acceptedSignature("Refuse requests whose body is not signed.")),
    },
    { additionalProperties: false },
  ),
  input: Type.Object({
    method: Type.String(),
    path: Type.String(),
    headers: map(Type.String(), { description: "Names in lowercase." }),
    query: map(texts(), { description: "A name that stands several times is a list." }),
    body: anyJson({ description: "JSON, a form's fields, text, or an artifact, by the content type." }),
  }),
  output: Type.Object({
    method: Type.String(),
    path: Type.String(),
    headers: map(Type.String()),
    query: map(texts()),
    body: anyJson(),
  }),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "An order comes in",
      config: { path: "orders", method: "POST" },
      input: {
        method: "POST",
        path: "orders",
        headers: { "content-type": "application/json" },
        query: {},
        body: { id: 7 },
      },
      output: {
        method: "POST",
        path: "orders",
        headers: { "content-type": "application/json" },
        query: {},
        body: { id: 7 },
      },
    },
    {
      title: "A signed request whose caller waits for the result",
      config: {
        path: "shop/quote",
        mode: "sync",
        deadline_seconds: 10,
        hmac: {
          secret: "shop_key",
          header: "x-hub-signature-256",
          algorithm: "sha256",
          encoding: "hex",
          prefix: "sha256=",
        },
      },
      input: { method: "POST", path: "shop/quote", headers: {}, query: { lang: "en" }, body: { sku: "A1" } },
      output: { method: "POST", path: "shop/quote", headers: {}, query: { lang: "en" }, body: { sku: "A1" } },
    },
  ],
});
