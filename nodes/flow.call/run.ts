import { callFlow, type Run } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

export const run: Run<typeof manifest> = async (input, ctx) => {
  const { flow, version } = ctx.config;
  const handed = "input" in ctx.config ? ctx.config.input : input;
  return callFlow({ flow, input: handed, ...(version === undefined ? {} : { version }) });
};
