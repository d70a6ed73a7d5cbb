import { createCatalogue, type NodeType } from "../catalogue.ts";
import type { Json } from "../document.ts";

/** Node types as the database serves them, cut down to what tests and the demo need. */
const json: Json = {};
const base = {
  version: 1,
  effects: "external",
  ports: ["out"],
  config: {},
  input: json,
  output: json,
  secrets: [],
} as const;

export const nodeTypes: readonly NodeType[] = [
  {
    ...base,
    id: "webhook.in",
    title: "Webhook",
    summary: "Starts a run for each request.",
    category: "trigger",
    icon: "webhook",
    kind: "trigger",
    config: {
      type: "object",
      required: ["path"],
      properties: {
        path: { type: "string", minLength: 1 },
        method: { enum: ["GET", "POST"], default: "POST" },
      },
      additionalProperties: false,
    },
    output: {
      type: "object",
      properties: { body: { title: "Body" }, headers: { type: "object" }, query: { type: "object" } },
    },
  },
  {
    ...base,
    id: "schedule.cron",
    title: "Schedule",
    summary: "Starts runs at times.",
    category: "trigger",
    icon: "calendar-clock",
    kind: "trigger",
    config: { type: "object", required: ["cron"], properties: { cron: { type: "string" } } },
  },
  {
    ...base,
    id: "http.request",
    title: "HTTP request",
    summary: "Sends a request and completes with the answer.",
    category: "http",
    icon: "globe",
    kind: "action",
    secrets: ["url", "headers", "body"],
    config: {
      type: "object",
      required: ["url"],
      properties: {
        method: { enum: ["GET", "POST", "PUT"], default: "GET" },
        url: { type: "string", maxLength: 8000 },
        headers: { type: "object", additionalProperties: { type: "string" } },
        body: {},
        max_response_bytes: { type: "integer", minimum: 0 },
      },
      additionalProperties: false,
    },
    output: {
      type: "object",
      properties: { status: { type: "integer" }, headers: { type: "object" }, body: {} },
    },
  },
  {
    ...base,
    id: "webhook.out",
    title: "Send webhook",
    summary: "Delivers a signed request.",
    category: "http",
    icon: "send",
    kind: "action",
    secrets: ["secret"],
    config: {
      type: "object",
      required: ["url"],
      properties: { url: { type: "string" }, body: {}, secret: { type: "string" } },
    },
  },
  {
    ...base,
    id: "transform",
    title: "Transform",
    summary: "Makes a value from values.",
    category: "data",
    icon: "braces",
    kind: "action",
    effects: "pure",
    config: { type: "object", required: ["value"], properties: { value: {} }, additionalProperties: false },
  },
  {
    ...base,
    id: "flow.branch",
    title: "Branch",
    summary: "Sends its input down the ways whose condition holds.",
    category: "flow",
    icon: "split",
    kind: "action",
    effects: "pure",
    ports: "dynamic",
    config: {
      type: "object",
      required: ["cases"],
      properties: {
        cases: {
          type: "array",
          minItems: 1,
          items: { type: "object", properties: { port: { type: "string" }, when: {} } },
        },
        otherwise: { type: "string", default: "otherwise" },
      },
    },
  },
  {
    ...base,
    id: "wait",
    title: "Wait",
    summary: "Sleeps for a time, or until a signal.",
    category: "flow",
    icon: "hourglass",
    kind: "action",
    ports: ["out", "timeout"],
    config: { type: "object", properties: { for: { type: "string" }, signal: { type: "boolean" } } },
  },
  {
    ...base,
    id: "postgres.query",
    title: "Postgres query",
    summary: "Runs SQL in the completion's own transaction.",
    category: "database",
    icon: "database",
    kind: "action",
    config: {
      type: "object",
      required: ["sql"],
      properties: { sql: { type: "string" }, values: { type: "array" } },
    },
  },
  {
    ...base,
    id: "log",
    title: "Log",
    summary: "Writes a line to the run's log.",
    category: "data",
    icon: "scroll-text",
    kind: "action",
    effects: "idempotent",
    config: { type: "object", properties: { message: { type: "string" } } },
  },
];

export const catalogue = createCatalogue(nodeTypes);
