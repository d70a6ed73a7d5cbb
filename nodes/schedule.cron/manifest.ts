import { defineNode, noRetry, Type, withDefault } from "../sdk/index.ts";

export const manifest = defineNode({
  id: "schedule.cron",
  version: 1,
  title: "Schedule",
  summary: "Starts a run at the times of a cron expression.",
  category: "trigger",
  icon: "calendar-clock",
  kind: "trigger",
  config: Type.Object(
    {
      cron: Type.String({
        title: "Cron expression",
        description: "Five fields: minute, hour, day of month, month, day of week. Six with leading seconds.",
        pattern: "^\\s*\\S+(\\s+\\S+){4,5}\\s*$",
        "x-reflux-pattern": "five fields with spaces between them, or six with leading seconds: 0 9 * * 1-5",
        maxLength: 200,
      }),
      timezone: withDefault(
        Type.String({ title: "Time zone", description: "IANA name.", maxLength: 100 }),
        "UTC",
      ),
      overlap: withDefault(
        Type.Enum(["skip", "queue", "allow"], {
          title: "While the last run goes on",
          description: "skip: drop this time. queue: start after it ends. allow: start beside it.",
        }),
        "skip",
      ),
      catch_up: withDefault(
        Type.Integer({
          title: "Catch up",
          description:
            "How many times missed while nothing was running are started afterwards, newest first.",
          minimum: 0,
          maximum: 1_000,
        }),
        1,
      ),
    },
    { additionalProperties: false },
  ),
  input: Type.Object({ scheduled_at: Type.String({ format: "date-time" }) }),
  output: Type.Object({ scheduled_at: Type.String({ format: "date-time" }) }),
  ports: ["out"],
  effects: "pure",
  retry: noRetry,
  timeoutMs: 10_000,
  secrets: [],
  examples: [
    {
      title: "Every weekday at seven, in Berlin",
      config: { cron: "0 7 * * 1-5", timezone: "Europe/Berlin" },
      input: { scheduled_at: "2026-01-05T06:00:00Z" },
      output: { scheduled_at: "2026-01-05T06:00:00Z" },
    },
  ],
});
