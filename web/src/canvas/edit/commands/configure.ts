import { type Catalogue, declaredPorts } from "#language/flow/catalogue.ts";
import {
  defaultPort,
  type Flow,
  isDisabled,
  isPinned,
  type Json,
  type Step,
  stepOf,
} from "#language/flow/document.ts";
import type { Operation } from "#language/flow/patch.ts";
import type { Path } from "#language/flow/path.ts";
import { type Edit, theStep } from "../edit.ts";

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

/** Outputs that stand in for their steps when the flow is tried. */
export function pin(outputs: ReadonlyMap<string, Json>): Edit {
  const patch = [...outputs].map(
    ([step, output]): Operation => ({ op: "set_step", step, path: ["pin"], value: { output } }),
  );
  return { label: `Pin the output of ${theStep([...outputs.keys()])}`, patch };
}

/** Lets the steps run again when the flow is tried. */
export function unpin(flow: Flow, keys: readonly string[]): Edit {
  const pinned = keys.filter((key) => isPinned(stepOf(flow, key)));
  const patch = pinned.map((step): Operation => ({ op: "set_step", step, path: ["pin"] }));
  return { label: `Unpin ${theStep(pinned)}`, patch };
}

/** Why a step's output cannot be pinned, or undefined when it can: a step that is not run cannot choose its port. */
export function pinRefusal(step: Step, catalogue: Catalogue): string | undefined {
  const type = catalogue.find(step.node);
  if (!type || declaredPorts(step, type)?.includes(defaultPort)) return undefined;
  return "It chooses where the run goes on, so it has to run.";
}
