import {
  anyJson,
  defineNode,
  headerFields,
  networkRetry,
  signature,
  Type,
  timer,
  withDefault,
} from "../sdk/index.ts";

export const manifest = defineNode({
  id: "webhook.out",
  version: 1,
  title: "Send a webhook",
  summary: "Delivers JSON to a URL, signed if wanted, until the receiver says 2xx.",
  category: "http",
  icon: "send",
  kind: "action",
  config: Type.Object(
    {
      url: Type.String({ title: "URL", "x-reflux-url": true, maxLength: 8_000 }),
      body: Type.Optional(anyJson({ title: "Body", description: "Left out: the input of this step." })),
      headers: withDefault(headerFields(), {}),
      hmac: Type.Optional(signature("HMAC over the body's bytes.")),
      timeout: withDefault(timer({ title: "Timeout" }), "30s"),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: Type.Object({
    status: Type.Integer(),
    delivered_at: Type.String({ format: "date-time" }),
  }),
  ports: ["out"],
  effects: "external",
  retry: networkRetry,
  timeoutMs: 60_000,
  secrets: ["url", "headers"],
  examples: [
    {
      title: "Tell the shop, signed",
      config: {
        url: "https://shop.example.com/hooks/{{ secrets.shop_path }}",
        headers: { "x-api-key": "{{ secrets.shop_api_key }}" },
        hmac: {
          secret: "shop_key",
          header: "x-signature",
          algorithm: "sha256",
          encoding: "hex",
          prefix: "sha256=",
        },
      },
      input: { id: 7, state: "paid" },
      output: { status: 202, delivered_at: "2026-01-01T00:00:00.000Z" },
      http: [
        {
          request: { method: "POST", url: "https://shop.example.com/hooks/{{ secrets.shop_path }}" },
          response: { status: 202 },
        },
      ],
    },
  ],
});
