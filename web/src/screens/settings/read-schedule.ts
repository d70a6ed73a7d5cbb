/** The config of a schedule's step, with the defaults of its node. */
export function readSchedule(config: unknown): {
  readonly cron: string;
  readonly timezone: string;
  readonly overlap: string;
} {
  const given: Readonly<Record<string, unknown>> =
    typeof config === "object" && config !== null ? { ...config } : {};
  const text = (key: string, fallback: string) => {
    const value = given[key];
    return typeof value === "string" ? value : fallback;
  };
  return { cron: text("cron", ""), timezone: text("timezone", "UTC"), overlap: text("overlap", "skip") };
}
