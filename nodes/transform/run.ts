import type { Run } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

/** The engine has evaluated every expression in `value` before this runs. */
export const run: Run<typeof manifest> = async (_input, ctx) => ctx.config.value;
