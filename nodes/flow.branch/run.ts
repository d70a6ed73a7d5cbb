import { NodeError, output, type Run } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

export const run: Run<typeof manifest> = async (input, ctx) => {
  const { cases, match, otherwise } = ctx.config;
  const held = cases.filter((each, index) => holds(each.when, index)).map((each) => each.port);
  const taken = match === "first" ? held.slice(0, 1) : [...new Set(held)];
  return output(input, { ports: taken.length > 0 ? taken : [otherwise] });
};

/** Only true and false, so that "false" or 0 from a payload never takes a way by surprise. */
function holds(when: unknown, index: number): boolean {
  if (typeof when === "boolean") return when;
  if (when === null || when === undefined) return false;
  throw new NodeError("RFV08", `cases[${index}].when is neither true nor false but ${typeof when}`, {
    hint: "Write a comparison, or wrap the expression in $boolean().",
  });
}
