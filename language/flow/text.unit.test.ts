import fc from "fast-check";
import { expect, test } from "vitest";
import { setAt } from "./path.ts";
import { arbitraryFlow } from "./testing/arbitrary.ts";
import { flowOf, orderIntake } from "./testing/flows.ts";
import { locate, parseFlow, printFlow } from "./text.ts";

test("a flow survives being printed and parsed, as YAML and as JSON", () => {
  fc.assert(
    fc.property(arbitraryFlow(), fc.constantFrom("yaml" as const, "json" as const), (flow, format) => {
      expect(parseFlow(printFlow(flow, format))).toEqual({ flow, problems: [] });
    }),
  );
});

test("printing into an older text gives the new flow, whatever the old one was", () => {
  fc.assert(
    fc.property(arbitraryFlow(), arbitraryFlow(), (old, flow) => {
      const { flow: read } = parseFlow(printFlow(flow, "yaml", printFlow(old, "yaml")));
      expect({ ...read, steps: sorted(read?.steps ?? {}) }).toMatchObject({
        name: flow.name,
        steps: sorted(flow.steps),
        edges: flow.edges,
      });
    }),
  );
});

test("an unchanged flow leaves its text alone, comments and all", () => {
  expect(printFlow(flowOf(orderIntake), "yaml", orderIntake)).toBe(orderIntake);
});

test("a changed step is written anew and every comment stays", () => {
  const flow = flowOf(orderIntake);
  const deliver = flow.steps["deliver"] ?? { node: "" };
  const steps = { ...flow.steps, deliver: { ...deliver, ...setAt(deliver, ["timeout"], "1m") } };

  const text = printFlow({ ...flow, steps, edges: flow.edges.slice(0, 1) }, "yaml", orderIntake);

  expect(text).toContain("# Orders come in");
  expect(text).toContain("# adds the lines up");
  expect(text).toContain("receive -> shape # the first hop");
  expect(text).toContain("timeout: 1m");
  expect(text).not.toContain("shape -> deliver");
});

test("values that happen to be the same object are written out twice, not as an alias", () => {
  const retry = { max: 3 };
  const flow = flowOf("reflux: 1\nsteps: { a: { node: log } }\nedges: []\n");
  const steps = { a: { node: "log", retry }, b: { node: "log", retry } };

  expect(printFlow({ ...flow, steps }, "yaml")).not.toMatch(/[&*]a1/);
});

test("text that is not YAML, and YAML that is not a flow, give problems and no flow", () => {
  expect(parseFlow("steps: [").problems[0]).toMatchObject({ code: "RFV01" });
  expect(parseFlow("- 1").problems[0]?.message).toContain("a flow is an object");
});

test("every defect of shape is listed with its place", () => {
  const { flow, problems } = parseFlow("reflux: 2\nsteps: { 2nd: {}, b: 5, c: {} }\nedges: [a => b, 7]\n");

  expect(flow).toBeUndefined();
  expect(problems.map(({ path, code }) => [path, code])).toEqual([
    ["reflux", "RFV01"],
    ["steps.2nd", "RFV21"],
    ["steps.b", "RFV01"],
    ["steps.c.node", "RFV01"],
    ["edges[0]", "RFV12"],
    ["edges[1]", "RFV12"],
  ]);
});

test("an edge that stands twice is named and kept once", () => {
  const { flow, problems } = parseFlow(
    "reflux: 1\nsteps: { a: {node: log}, b: {node: log} }\nedges: [a -> b, a.out -> b]\n",
  );

  expect(flow?.edges).toHaveLength(1);
  expect(problems).toMatchObject([{ path: "edges[1]", code: "RFV12", severity: "warning" }]);
});

test("a step may not be named like a part of every JavaScript object", () => {
  expect(parseFlow("reflux: 1\nsteps: { constructor: {node: log} }\nedges: []").problems).toMatchObject([
    { code: "RFV21" },
  ]);
});

test("a path is found in the text, or the nearest thing around it", () => {
  const at = locate(orderIntake, ["steps", "deliver", "timeout"]);
  expect(orderIntake.slice(...(at ?? [0, 0]))).toContain("30s");
  expect(locate(orderIntake, ["steps", "deliver", "nothing"])).toBeDefined();
});

function sorted(record: object): unknown {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
