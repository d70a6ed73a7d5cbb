import type { Calls, SlotKey } from "./calls.ts";
import { resolveKey, scopeOf } from "./config.ts";
import { failureOf, refusalOf } from "./failure.ts";
import type { GraphStep } from "./graphs.ts";
import type { Lease } from "./lease.ts";
import { isTransient } from "./transient.ts";

type Parts = {
  readonly calls: Pick<Calls, "tellSlotKey" | "vars">;
  readonly graphOf: (graph: string, idx: number) => Promise<GraphStep>;
};

/**
 * The gate asks for a concurrency key that is made of expressions, which SQL cannot evaluate. Where it cannot be made, or
 * not be stored, that is how this attempt at the step ends.
 */
export async function tellSlotKey(worker: string, lease: Lease, parts: Parts): Promise<Lease | undefined> {
  try {
    return await parts.calls.tellSlotKey(worker, lease, await slotKeyOf(lease, parts));
  } catch (error) {
    if (isTransient(error)) throw error;
    return await parts.calls.tellSlotKey(worker, lease, { error: refusalOf(error) });
  }
}

async function slotKeyOf(lease: Lease, { calls, graphOf }: Parts): Promise<SlotKey> {
  try {
    const step = await graphOf(lease.graph_id, lease.idx);
    const { key }: { readonly key?: unknown } = Object(step.options.concurrency);
    if (typeof key !== "string") throw new Error(`step ${step.key} has no concurrency key`);
    return { key: await resolveKey(key, scopeOf(lease, step), calls.vars) };
  } catch (error) {
    return { error: failureOf(error) };
  }
}
