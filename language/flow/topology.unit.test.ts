import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuMs } from "../testing/cpu.ts";
import type { Edge, Flow } from "./document.ts";
import { arbitraryFlow } from "./testing/arbitrary.ts";
import { downstream, precedence, roots, topology, upstream } from "./topology.ts";

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

test("what comes before a step is what is upstream of it, asked of all steps at once or of some", () => {
  fc.assert(
    fc.property(arbitraryFlow(), fc.nat(), (flow, some) => {
      const keys = Object.keys(flow.steps);
      const named = keys.filter((_, index) => ((some >> index) & 1) === 1);
      const precedes = precedence(flow, named);
      for (const key of keys) {
        const above = upstream(flow, [key]);
        expect(named.filter((name) => precedes(name, key))).toEqual(named.filter((name) => above.has(name)));
        expect([...upstream(flow, [key], 2)]).toEqual([...above].slice(0, 2));
      }
    }),
  );
});

test("a step is left unordered exactly when it is on a cycle or behind one", () => {
  fc.assert(
    fc.property(arbitraryFlow({ acyclic: false }), (flow) => {
      const onCycle = Object.keys(flow.steps).filter((key) => downstream(flow, [key]).has(key));
      const expected = new Set([...onCycle, ...downstream(flow, onCycle)]);
      expect(topology(flow).unordered).toEqual(expected);
    }),
  );
});

test("20,000 steps are put in order in no time, which a walk from each would not be", () => {
  const flow = chain(20_000);

  const spent = cpuMs(() => {
    expect(topology(flow).order).toHaveLength(20_000);
    expect(downstream(flow, ["s0"]).size).toBe(19_999);
  });

  expect(spent).toBeLessThan(2_000);
  expect(roots(flow)).toEqual(["s0"]);
});

function chain(length: number): Pick<Flow, "steps" | "edges"> {
  const keys = Array.from({ length }, (_, index) => `s${index}`);
  const edges = keys.slice(1).map((to, index): Edge => ({ from: `s${index}`, port: "out", to }));
  return { steps: Object.fromEntries(keys.map((key) => [key, { node: "log" }])), edges };
}
