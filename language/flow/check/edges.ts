import { type Catalogue, declaredPorts, isTrigger } from "../catalogue.ts";
import { codes } from "../codes.ts";
import { type Edge, errorPort, type Flow, stepOf } from "../document.ts";
import type { Problem } from "../problem.ts";
import { topology } from "../topology.ts";

/** Defects of the graph: ends and ports of edges, cycles, steps that no run can reach. */
export function checkEdges(flow: Flow, catalogue: Catalogue): Problem[] {
  const edges = flow.edges.flatMap((edge, index) => [
    ...checkEnds(flow, edge, index),
    ...checkPort(flow, catalogue, edge, index),
  ]);
  return [...edges, ...checkErrorPorts(flow), ...checkOrder(flow), ...checkReach(flow, catalogue)];
}

function checkEnds(flow: Flow, edge: Edge, index: number): Problem[] {
  const ends = [
    ["from", edge.from],
    ["to", edge.to],
  ] as const;
  return ends
    .filter(([, key]) => !stepOf(flow, key))
    .map(([way, key]) => {
      const message = `leads ${way} ${key}, which is not a step`;
      return edgeProblem(index, edge, codes.noSuchEnd, message, "Steps are named under steps.");
    });
}

function checkPort(flow: Flow, catalogue: Catalogue, edge: Edge, index: number): Problem[] {
  const step = stepOf(flow, edge.from);
  const type = step && catalogue.find(step.node);
  if (!step || !type) return [];
  const ports = declaredPorts(step, type);
  const has = edge.port === errorPort ? step["on_error"] === "edge" : (ports?.includes(edge.port) ?? true);
  if (has) return [];
  const message = `leaves ${edge.from} by port ${edge.port}, which it does not have`;
  const hint = `Ports: ${ports?.join(", ") ?? "by its config"}; and error, with on_error: edge.`;
  return [edgeProblem(index, edge, codes.noSuchEnd, message, hint)];
}

function checkErrorPorts(flow: Flow): Problem[] {
  const used = new Set(flow.edges.filter((edge) => edge.port === errorPort).map((edge) => edge.from));
  return Object.entries(flow.steps)
    .filter(([key, step]) => step["on_error"] === "edge" && !used.has(key))
    .map(([key]) => {
      const message = "has on_error: edge but no edge leaves it by port error";
      return stepProblem(key, codes.noSuchEnd, message, `Add ${key}.error -> another step.`);
    });
}

function checkOrder(flow: Flow): Problem[] {
  const hint = "A flow runs one way; repeat with a loop step.";
  return [...topology(flow).unordered].map((key) =>
    stepProblem(key, codes.cycle, "is on a cycle, or behind one", hint),
  );
}

/** A flow with triggers starts only at them. One without starts at every root, so there every step is reached. */
function checkReach(flow: Flow, catalogue: Catalogue): Problem[] {
  const { incoming, unordered } = topology(flow);
  const entries = Object.entries(flow.steps);
  const triggers = new Set(
    entries.filter(([, step]) => isTrigger(catalogue.find(step.node))).map(([key]) => key),
  );
  return entries.flatMap(([key]) => {
    const led = (incoming.get(key) ?? []).length > 0;
    if (triggers.has(key)) {
      return led ? [stepProblem(key, codes.unreachable, "starts runs, so nothing may lead to it")] : [];
    }
    if (led || triggers.size === 0 || unordered.has(key)) return [];
    const message = "no trigger leads to it, so it would never run";
    return [stepProblem(key, codes.unreachable, message, "Connect it, or remove it.")];
  });
}

function edgeProblem(index: number, edge: Edge, code: string, message: string, hint: string): Problem {
  return { path: `edges[${index}]`, code, message, hint, step: edge.from, severity: "error" };
}

function stepProblem(step: string, code: string, message: string, hint?: string): Problem {
  const base = { path: `steps.${step}`, code, message, step, severity: "error" as const };
  return hint === undefined ? base : { ...base, hint };
}
