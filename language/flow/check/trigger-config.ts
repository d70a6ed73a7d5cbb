import type { SchemaProblem } from "../../schema/index.ts";
import type { JsonObject } from "../document.ts";

/** A trigger takes no expressions: its config is read when the flow is deployed. */
export function expressionsIn(config: JsonObject): SchemaProblem[] {
  return Object.entries(config)
    .filter(([key, value]) => `${key}${JSON.stringify(value)}`.includes("{{"))
    .map(([key]) => ({
      path: [key],
      message: "takes no expression: the config of a trigger is read when the flow is deployed",
      hint: "Write the value itself.",
    }));
}
