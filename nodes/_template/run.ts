import type { Run } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

export const run: Run<typeof manifest> = async (input, ctx) => ({
  text: `${ctx.config.greeting}, ${input.name}!`,
});
