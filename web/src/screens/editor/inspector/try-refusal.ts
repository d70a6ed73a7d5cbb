import type { Flow } from "#language/flow/document.ts";
import type { Problem } from "#language/flow/problem.ts";
import { upstream } from "#language/flow/topology.ts";
import type { DraftState } from "../draft.ts";

const unsaved: Readonly<Partial<Record<DraftState["save"], string>>> = {
  offline: "The server cannot be reached.",
  failing: "The draft is not saved yet.",
  conflict: "Somebody else changed the same place. Decide that first.",
  refused: "The server refused the draft, so it would not run what you see.",
};

/** Why the flow cannot be run up to a step, or undefined when it can. What is wrong behind the step does not matter. */
export function tryRefusal(
  flow: Flow,
  step: string,
  problems: readonly Problem[],
  save: DraftState["save"],
): string | undefined {
  const needed = upstream(flow, [step]).add(step);
  const wrong = problems.filter((one) => one.severity === "error" && needed.has(one.step ?? ""));
  const [first] = wrong;
  if (!first) return unsaved[save];
  const places = new Set(wrong.map((one) => one.step));
  if (places.size === 1)
    return `Solve the ${wrong.length === 1 ? "problem" : "problems"} of ${first.step} first.`;
  return `Solve ${wrong.length} problems of ${places.size} steps first.`;
}
