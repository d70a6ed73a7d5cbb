import { type Catalogue, isTrigger } from "#language/flow/catalogue.ts";
import { type Flow, isDisabled, isPinned, type Step, stepOf } from "#language/flow/document.ts";
import { countInWords, type Problem } from "#language/flow/problem.ts";
import { topology } from "#language/flow/topology.ts";
import { stateWords } from "../../ui/feedback/states.ts";
import type { LiveStep } from "./live.ts";

/** The second line of a card: what the author called the step, or else what its node is called. */
export function titleOf(step: Step, catalogue: Catalogue): string {
  const title = step["title"];
  if (typeof title === "string" && title !== "") return title;
  return catalogue.find(step.node)?.title ?? step.node;
}

/** A step in one sentence, for those who listen: what it is, how it stands, what is around it. */
export function describeStep(
  flow: Flow,
  key: string,
  catalogue: Catalogue,
  more: { readonly problems?: readonly Problem[]; readonly live?: LiveStep | undefined } = {},
): string {
  const step = stepOf(flow, key);
  if (!step) return key;
  const { order, incoming, outgoing } = topology(flow);
  const from = (incoming.get(key) ?? []).map((edge) => edge.from);
  const to = (outgoing.get(key) ?? []).map((edge) =>
    edge.port === "out" ? edge.to : `${edge.to} by ${edge.port}`,
  );
  return [
    `${key}, ${titleOf(step, catalogue)}`,
    more.live && stateWords[more.live.state],
    more.live && more.live.attempt > 1 && `attempt ${more.live.attempt}`,
    isTrigger(catalogue.find(step.node)) && "trigger",
    isDisabled(step) && "disabled",
    isPinned(step) && "output pinned",
    countInWords(more.problems ?? []),
    `step ${order.indexOf(key) + 1} of ${order.length}`,
    from.length > 0 && `after ${list(from)}`,
    to.length > 0 ? `leads to ${list(to)}` : "leads nowhere",
  ]
    .filter(Boolean)
    .join(", ");
}

function list(names: readonly string[]): string {
  return names.length > 4
    ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
    : names.join(" and ");
}
