import fc from "fast-check";
import { expect, test } from "vitest";
import type { Edge, Flow } from "./document.ts";
import { arbitraryFlow } from "./testing/arbitrary.ts";
import { closesCycle, cycles, downstream, roots, topology, upstream } from "./topology.ts";

test("the order names every step once, each after all that lead to it", () => {
  fc.assert(
    fc.property(arbitraryFlow(), (flow) => {
      const { order } = topology(flow);
      expect(order.toSorted()).toEqual(Object.keys(flow.steps).toSorted());
      for (const { from, to } of flow.edges) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
    }),
  );
});

test("a step is downstream of another exactly when the other is upstream of it", () => {
  fc.assert(
    fc.property(arbitraryFlow({ acyclic: false }), (flow) => {
      for (const a of Object.keys(flow.steps)) {
        for (const b of downstream(flow, [a])) expect(upstream(flow, [b])).toContain(a);
      }
    }),
  );
});

test("a flow has a cycle exactly when a step is left unordered, and each cycle named is one", () => {
  fc.assert(
    fc.property(arbitraryFlow({ acyclic: false }), (flow) => {
      const found = cycles(flow);
      expect(found.length > 0).toBe(topology(flow).unordered.size > 0);
      for (const cycle of found) {
        for (const [index, from] of cycle.entries()) {
          const to = cycle[(index + 1) % cycle.length];
          expect(flow.edges.some((edge) => edge.from === from && edge.to === to)).toBe(true);
        }
      }
    }),
  );
});

test("an edge closes a cycle exactly when the graph with it has one", () => {
  fc.assert(
    fc.property(arbitraryFlow(), fc.nat(), fc.nat(), (flow, i, j) => {
      const keys = Object.keys(flow.steps);
      const from = keys[i % Math.max(1, keys.length)];
      const to = keys[j % Math.max(1, keys.length)];
      fc.pre(from !== undefined && to !== undefined && from !== to);
      const edges = [...flow.edges, { from: from ?? "", port: "out", to: to ?? "" }];
      expect(closesCycle(flow, from ?? "", to ?? "")).toBe(cycles({ steps: flow.steps, edges }).length > 0);
    }),
  );
});

test("20,000 steps are put in order in well under a second", () => {
  const flow = chain(20_000);
  const start = performance.now();

  expect(topology(flow).order).toHaveLength(20_000);
  expect(downstream(flow, ["s0"]).size).toBe(19_999);
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(roots(flow)).toEqual(["s0"]);
});

function chain(length: number): Pick<Flow, "steps" | "edges"> {
  const keys = Array.from({ length }, (_, index) => `s${index}`);
  const edges = keys.slice(1).map((to, index): Edge => ({ from: `s${index}`, port: "out", to }));
  return { steps: Object.fromEntries(keys.map((key) => [key, { node: "log" }])), edges };
}
