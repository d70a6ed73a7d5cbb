/** Pins what steps gave when they last ran, so that a try goes on from there and not through them. */

import type { Catalogue } from "#language/flow/catalogue.ts";
import { type Flow, type Json, stepOf } from "#language/flow/document.ts";
import { pin, pinRefusal } from "../../canvas/edit/commands/configure.ts";
import type { Editor } from "../../canvas/state/editor.ts";
import { queryClient } from "../../data/query-client.ts";
import { say } from "../../ui/overlay/toast.ts";
import { formatBytes } from "../../ui/values/number.ts";
import { toJson } from "./change.ts";
import { lastOutput, lastRun, type Sample } from "./expression/last-run.ts";

export type Pinnable =
  | { readonly ok: true; readonly output: Json }
  | { readonly ok: false; readonly why: string };

/** `last` is null when the step never gave anything. What was cut for its size is not what the step gave. */
export function pinnable(
  flow: Flow,
  step: string,
  last: Pick<Sample, "output"> | null,
  catalogue: Catalogue,
): Pinnable {
  const spec = stepOf(flow, step);
  const refusal = spec && pinRefusal(spec, catalogue);
  if (refusal !== undefined) return { ok: false, why: refusal };
  if (!last?.output) return { ok: false, why: "It gave nothing yet. Run the flow, or run to here." };
  const { value, bytes, cut } = last.output;
  if (cut) {
    const size = bytes === undefined ? "more" : formatBytes(bytes);
    return { ok: false, why: `It gave ${size}, too much to keep in a flow. Pin a smaller one by hand.` };
  }
  return { ok: true, output: toJson(value) };
}

/** One edit for all that can be pinned; of the others it says why not. */
export async function pinLast(
  editor: Editor,
  slug: string,
  steps: readonly string[],
  chosen: number | undefined,
): Promise<void> {
  const run = await queryClient.fetchQuery(lastRun(slug, chosen));
  const last = await Promise.all(
    steps.map(async (step) => (run ? await queryClient.fetchQuery(lastOutput(run, step)) : null)),
  );
  const { flow } = editor.store.getState();
  const outputs = new Map<string, Json>();
  for (const [index, step] of steps.entries()) {
    if (!stepOf(flow, step)) continue;
    const found = pinnable(flow, step, last[index] ?? null, editor.catalogue);
    if (found.ok) outputs.set(step, found.output);
    else say(`${step} is not pinned`, { description: found.why });
  }
  if (outputs.size > 0) editor.apply(pin(outputs));
}
