import type { Schema } from "../ui/form/schema.ts";
import type { TimelineRow } from "../ui/timeline/Timeline.tsx";

/** A moment that does not move, so that two pictures of the gallery can be compared. */
export const now = Date.UTC(2026, 10, 22, 21, 46, 12, 480);

export const runs = Array.from({ length: 400 }, (_, index) => ({
  id: `${48_213 - index}`,
  flow:
    ["order-intake", "nightly-reconciliation", "invoice-export", "crm-sync", "stock-alert"][index % 5] ?? "",
  state: (
    ["failed", "running", "succeeded", "succeeded", "paused", "succeeded", "queued", "cancelled"] as const
  )[index % 8],
  version: 12 - (index % 3),
  started: now - index * 37_000 - 4_000,
  ms: index % 8 === 6 ? null : 180 + ((index * 7_919) % 60_000),
  steps: `${3 + (index % 6)}/${4 + (index % 6)}`,
}));

const s = (seconds: number) => now - 180_000 + seconds * 1_000;

export const timeline: readonly TimelineRow[] = [
  row("receive", "succeeded", [["run", 0, 0.3, "succeeded"]]),
  row("validate", "succeeded", [
    ["queue", 0.3, 0.5, "ready"],
    ["run", 0.5, 1.1, "succeeded"],
  ]),
  row("enrich customer", "succeeded", [
    ["queue", 1.1, 1.4, "ready"],
    ["run", 1.4, 3, "failed"],
    ["sleep", 3, 4, "sleeping"],
    ["run", 4, 5.2, "failed"],
    ["sleep", 5.2, 7.2, "sleeping"],
    ["run", 7.2, 8.1, "succeeded"],
  ]),
  row("price lines", "succeeded", [
    ["queue", 1.1, 2.2, "ready"],
    ["run", 2.2, 4.6, "succeeded"],
  ]),
  row("approve", "succeeded", [
    ["run", 8.1, 8.2, "succeeded"],
    ["sleep", 8.2, 172_800, "sleeping"],
    ["run", 172_800, 172_800.2, "succeeded"],
  ]),
  row("charge card", "failed", [
    ["queue", 172_800.2, 172_800.4, "ready"],
    ["run", 172_800.4, 172_803.6, "failed"],
  ]),
  row("notify", "running", [["run", 172_803.6, 172_806, "running"]]),
  row("ship", "waiting", []),
];

function row(
  title: string,
  state: TimelineRow["state"],
  parts: readonly (readonly ["queue" | "run" | "sleep", number, number, TimelineRow["state"]])[],
): TimelineRow {
  const segments = parts.map(([kind, start, end, of]) => ({ kind, start: s(start), end: s(end), state: of }));
  return {
    key: title,
    title,
    state,
    segments,
    attempts: segments.filter((one) => one.kind === "run").length,
  };
}

export const order = {
  id: 10_482,
  customer: { name: "Ada Lovelace", email: "ada@example.com", since: "2024-03-11T09:12:00Z", vip: true },
  lines: Array.from({ length: 24 }, (_, index) => ({
    sku: `A-${100 + index}`,
    quantity: (index % 4) + 1,
    price: 19.9,
  })),
  "ship to": { city: "Oslo", zip: "0150", note: null },
  total: 1_910.4,
};

export const httpSchema: Schema = {
  type: "object",
  required: ["url"],
  properties: {
    method: { enum: ["GET", "POST", "PUT", "PATCH", "DELETE"], title: "Method", default: "GET" },
    url: { type: "string", title: "URL", format: "uri" },
    headers: { type: "object", title: "Headers", additionalProperties: { type: "string" }, default: {} },
    body: { title: "Body", description: "Sent as JSON unless the headers say otherwise." },
    cases: {
      type: "array",
      title: "Cases",
      items: {
        type: "object",
        required: ["port", "when"],
        properties: { port: { type: "string", title: "Port" }, when: { title: "When" } },
      },
    },
    auth: {
      title: "Authentication",
      oneOf: [
        { type: "object", title: "None", required: ["type"], properties: { type: { const: "none" } } },
        {
          type: "object",
          title: "Bearer",
          required: ["type", "token"],
          properties: { type: { const: "bearer" }, token: { type: "string", title: "Token" } },
        },
      ],
      discriminator: { propertyName: "type" },
    },
    statement: { type: "string", title: "Statement", "x-reflux-widget": "sql", "x-reflux-literal": true },
    retries: { type: "integer", title: "Retries", minimum: 0, maximum: 10, default: 3 },
    timeout: { type: "string", title: "Timeout", "x-reflux-widget": "duration", default: "30s" },
    follow_redirects: { type: "boolean", title: "Follow redirects", default: true },
    response: { enum: ["auto", "json", "text"], title: "Answer as", default: "auto" },
  },
};

export const httpConfig = {
  method: "POST",
  url: "https://crm.example.com/customers/{{ input.id }}",
  headers: { accept: "application/json", "x-trace": "{{ run.id }}" },
  body: { id: "{{ input.id }}", total: "{{ $sum(input.lines.price) }}" },
  cases: [
    { port: "large", when: "{{ input.total > 1000 }}" },
    { port: "1 small", when: false },
  ],
  auth: { type: "bearer", token: "{{ secrets.crm }}" },
  statement: "update orders set state = $2\nwhere id = $1\nreturning id, state",
  retries: 12,
  follow_redirects: "{{ input.vip }}",
};
