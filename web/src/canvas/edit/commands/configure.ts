import { type Flow, isDisabled, isPinned, type Json, stepOf } from "../../model/model.ts";
import type { Path } from "../../model/path.ts";
import { type Edit, theStep } from "../edit.ts";
import type { Operation } from "../patch.ts";

/** Sets one field of a step, or removes it when `value` is undefined. */
export function setField(step: string, path: Path, value: Json | undefined): Edit {
  const operation: Operation = { op: "set_step", step, path, ...(value === undefined ? {} : { value }) };
  return {
    label: `Change ${path.filter((part) => part !== "config").join(" ") || "config"} of ${step}`,
    patch: [operation],
  };
}

/** Disables the steps, or enables them when all are disabled already. */
export function toggleDisabled(flow: Flow, keys: readonly string[]): Edit {
  const known = keys.flatMap((key) => stepOf(flow, key) ?? []);
  const enable = known.every(isDisabled);
  const patch = keys.flatMap((step): Operation[] => {
    const before = stepOf(flow, step);
    if (!before || isDisabled(before) !== enable) return [];
    return [{ op: "set_step", step, path: ["disabled"], ...(enable ? {} : { value: true }) }];
  });
  return { label: `${enable ? "Enable" : "Disable"} ${theStep(keys)}`, patch };
}

/** Pins a sample to a step, so that trying the flow uses it; without a sample, unpins. */
export function pinSample(
  step: string,
  sample: { readonly input?: Json; readonly output?: Json } | undefined,
): Edit {
  if (sample === undefined)
    return { label: `Unpin ${step}`, patch: [{ op: "set_step", step, path: ["pin"] }] };
  return {
    label: `Pin sample to ${step}`,
    patch: [{ op: "set_step", step, path: ["pin"], value: { ...sample } }],
  };
}

/** Pins what the last run gave, or unpins what is pinned. Steps that have never run are left out. */
export function togglePins(flow: Flow, keys: readonly string[], outputs: ReadonlyMap<string, Json>): Edit {
  const pinned = keys.filter((key) => isPinned(stepOf(flow, key) ?? { node: "" }));
  const unpin = pinned.length > 0;
  const patch = unpin
    ? pinned.flatMap((key) => pinSample(key, undefined).patch)
    : keys.flatMap((key) => {
        const output = outputs.get(key);
        return output === undefined ? [] : pinSample(key, { output }).patch;
      });
  return { label: unpin ? `Unpin ${theStep(pinned)}` : `Pin sample to ${theStep(keys)}`, patch };
}
