import { RESERVED_REPLY_HEADERS } from "#language/reply-headers.ts";
import { anyJson, defineNode, headerFields, map, noRetry, Type, texts, withDefault } from "../sdk/index.ts";

export const manifest = defineNode({
  id: "webhook.reply",
  version: 1,
  title: "Reply to a webhook",
  summary: "Answers the caller of a webhook whose mode is sync; the run goes on.",
  category: "http",
  icon: "reply",
  kind: "action",
  config: Type.Object(
    {
      status: withDefault(Type.Integer({ title: "Status", minimum: 200, maximum: 599 }), 200),
      headers: withDefault(headerFields(RESERVED_REPLY_HEADERS), {}),
      body: Type.Optional(anyJson({ title: "Body", description: "Left out: the input of this step." })),
      body_type: withDefault(
        Type.Enum(["json", "text"], {
          title: "Body as",
          description: "text: as it is; a content-type header says what it is.",
        }),
        "json",
      ),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: Type.Object({
    status: Type.Integer(),
    headers: map(texts()),
    body: anyJson(),
    body_type: Type.Enum(["json", "text"]),
  }),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "Repeat the challenge by which a sender verifies a webhook",
      config: { body: "1158201444", body_type: "text" },
      input: null,
      output: { status: 200, headers: {}, body: "1158201444", body_type: "text" },
    },
    {
      title: "Say what was made, and where",
      config: { status: 201, headers: { Location: "/orders/7" } },
      input: { id: 7 },
      output: { status: 201, headers: { location: "/orders/7" }, body: { id: 7 }, body_type: "json" },
    },
  ],
});
