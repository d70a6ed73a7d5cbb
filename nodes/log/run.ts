import type { Run } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

export const run: Run<typeof manifest> = async (input, ctx) => {
  ctx.log(ctx.config.level, ctx.config.message, ctx.config.fields);
  return input;
};
