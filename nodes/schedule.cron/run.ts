import type { Run } from "../sdk/index.ts";
import type { manifest } from "./manifest.ts";

/** The trigger itself fired when the run was started; as a step it hands on what the run was started with. */
export const run: Run<typeof manifest> = async (input) => input;
