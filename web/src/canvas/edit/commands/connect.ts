import { type Catalogue, isTrigger, legalPorts } from "#language/flow/catalogue.ts";
import { defaultPort, type Edge, errorPort, type Flow, stepOf } from "#language/flow/document.ts";
import { hasEdge, printEdge, sameEdge } from "#language/flow/edges.ts";
import { applyPatch, type Operation } from "#language/flow/patch.ts";
import { downstream } from "#language/flow/topology.ts";
import { count, type Edit } from "../edit.ts";
import { followInput } from "../follow-input.ts";

/** Joins a port to a step. Leaving by `error` also says so on the step, for deploy demands both. */
export function connect(flow: Flow, edge: Edge): Edit {
  return followInput(flow, {
    label: `Connect ${edge.from} to ${edge.to}`,
    patch: addEdges(flow, [edge]),
    select: [edge.to],
  });
}

export function disconnect(flow: Flow, edges: readonly Edge[]): Edit {
  const [only] = edges;
  const what = edges.length === 1 && only ? `${only.from} from ${only.to}` : count(edges.length, "edge");
  return followInput(flow, { label: `Disconnect ${what}`, patch: dropEdges(flow, edges) });
}

/** Moves one end of an edge. */
export function reconnect(flow: Flow, before: Edge, after: Edge): Edit {
  return followInput(flow, {
    label: `Reconnect ${after.from} to ${after.to}`,
    patch: replaceEdges(flow, [before], [after]),
  });
}

/** Some edges in place of others. What is added sees what dropping left behind. */
export function replaceEdges(flow: Flow, before: readonly Edge[], after: readonly Edge[]): Operation[] {
  const dropped = dropEdges(flow, before);
  const result = applyPatch(flow, dropped);
  return result.ok ? [...dropped, ...addEdges(result.flow, after)] : [];
}

/** Why an edge may not be drawn, or undefined when it may. The canvas asks while it is being dragged. */
export function refusal(flow: Flow, edge: Edge, catalogue: Catalogue): string | undefined {
  const from = stepOf(flow, edge.from);
  const to = stepOf(flow, edge.to);
  if (!from || !to) return "There is no such step.";
  if (edge.from === edge.to) return "A step cannot follow itself.";
  if (hasEdge(flow.edges, edge)) return "They are connected already.";
  if (isTrigger(catalogue.find(to.node))) return "A trigger starts runs; nothing leads to it.";
  if (downstream(flow, [edge.to]).has(edge.from)) return "That would close a cycle.";
  return undefined;
}

/** The steps that may follow `from`, in one walk: the list behind "Connect to…". */
export function connectTargets(flow: Flow, from: string, port: string, catalogue: Catalogue): string[] {
  // What leads to `from` may not follow it; asking from that side is one walk in place of one for each target.
  const before = new Set<string>([from]);
  const into = Map.groupBy(flow.edges, (edge) => edge.to);
  for (const key of before) for (const edge of into.get(key) ?? []) before.add(edge.from);
  return Object.entries(flow.steps)
    .filter(([key]) => !before.has(key) && !hasEdge(flow.edges, { from, port, to: key }))
    .filter(([, step]) => !isTrigger(catalogue.find(step.node)))
    .map(([key]) => key);
}

/** The port that a new edge leaves by unless told otherwise: the first that leads nowhere yet. */
export function freePort(flow: Flow, from: string, catalogue: Catalogue): string {
  const step = stepOf(flow, from);
  if (!step) return defaultPort;
  const ports = legalPorts(step, catalogue.find(step.node)).filter((port) => port !== errorPort);
  const used = new Set(flow.edges.filter((edge) => edge.from === from).map((edge) => edge.port));
  return ports.find((port) => !used.has(port)) ?? ports[0] ?? defaultPort;
}

export function addEdges(flow: Flow, edges: readonly Edge[]): Operation[] {
  const declared = new Set<string>();
  const options = edges
    .filter((edge) => edge.port === errorPort && stepOf(flow, edge.from)?.["on_error"] !== "edge")
    .filter((edge) => !declared.has(edge.from) && declared.add(edge.from))
    .map((edge): Operation => ({ op: "set_step", step: edge.from, path: ["on_error"], value: "edge" }));
  return [...options, ...edges.map((edge): Operation => ({ op: "add_edge", edge: printEdge(edge) }))];
}

/** Removes edges; a step whose last `error` edge goes no longer declares one. */
export function dropEdges(flow: Flow, edges: readonly Edge[]): Operation[] {
  const left = flow.edges.filter((edge) => !edges.some((gone) => sameEdge(gone, edge)));
  const stillDeclared = new Set(left.filter((edge) => edge.port === errorPort).map((edge) => edge.from));
  const silenced = new Set(edges.filter((edge) => edge.port === errorPort).map((edge) => edge.from));
  const options = [...silenced]
    .filter((key) => !stillDeclared.has(key) && stepOf(flow, key)?.["on_error"] === "edge")
    .map((step): Operation => ({ op: "set_step", step, path: ["on_error"] }));
  return [...edges.map((edge): Operation => ({ op: "remove_edge", edge: printEdge(edge) })), ...options];
}
