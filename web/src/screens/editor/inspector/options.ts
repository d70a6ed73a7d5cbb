/** The options that every step has, as a form. What the fields may hold is checked by the flow's own rules. */
import type { Schema } from "../../../ui/form/schema.ts";

/** Options are read when a flow is deployed, before there is anything to compute them from. */
const fixed = { "x-reflux-literal": true };
const span = (title: string, description?: string) => ({
  type: "string",
  format: "duration",
  title,
  ...(description === undefined ? {} : { description }),
  ...fixed,
});

export const optionsSchema: Schema = {
  type: "object",
  properties: {
    note: {
      type: "string",
      "x-reflux-widget": "paragraph",
      title: "Note",
      description: "For whoever reads the flow.",
      ...fixed,
    },
    timeout: span("Timeout", "How long one attempt may take. Left out: what the node declares."),
    retry: {
      type: "object",
      title: "Retry",
      ...fixed,
      properties: {
        max: { type: "integer", minimum: 0, maximum: 100, title: "Retries", ...fixed },
        backoff: { enum: ["exponential", "fixed"], title: "Back-off", ...fixed },
        initial: span("First wait"),
        limit: span("Longest wait"),
        jitter: { type: "number", minimum: 0, maximum: 1, title: "Jitter", ...fixed },
        classes: {
          type: "object",
          title: "Retries by error",
          description: "A code or its beginning, such as RFX04 or RFX.",
          additionalProperties: { type: "integer", minimum: 0, maximum: 999, ...fixed },
          ...fixed,
        },
      },
    },
    concurrency: {
      type: "object",
      title: "Concurrency",
      required: ["limit"],
      ...fixed,
      properties: {
        limit: { type: "integer", minimum: 1, maximum: 999_999, title: "At once", ...fixed },
        key: {
          type: "string",
          title: "Counted by",
          description: "Alike in all flows; may hold expressions. Left out: this step.",
          ...fixed,
        },
      },
    },
    on_error: {
      enum: ["fail", "continue", "edge"],
      default: "fail",
      title: "When it fails",
      description: "Fail the run, go on without it, or leave by the error port.",
      ...fixed,
    },
    join: {
      enum: ["all", "any"],
      default: "all",
      title: "Starts after",
      description: "All steps before it, or any one of them.",
      ...fixed,
    },
    disabled: {
      type: "boolean",
      default: false,
      title: "Disabled",
      description: "It is passed by; its input goes on.",
      ...fixed,
    },
  },
};

export const optionNames = Object.keys(optionsSchema.properties ?? {});
