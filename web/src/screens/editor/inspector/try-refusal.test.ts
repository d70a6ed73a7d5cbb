import { expect, test } from "vitest";
import type { Problem } from "#language/flow/problem.ts";
import { flowOf } from "#language/flow/testing/flows.ts";
import { tryRefusal } from "./try-refusal.ts";

const flow = flowOf(`
reflux: 1
name: orders
steps:
  start: { node: manual }
  shape: { node: transform }
  send: { node: http.request }
  beside: { node: log }
edges: [start -> shape, shape -> send, start -> beside]
`);
const wrong = (step: string, severity: Problem["severity"] = "error"): Problem => ({
  path: `steps.${step}.config`,
  code: "RFV05",
  message: "it is wrong",
  severity,
  step,
});

test("what is wrong in the step or before it stands in the way, and is named", () => {
  expect(tryRefusal(flow, "send", [wrong("shape")], "saved")).toBe("Solve the problem of shape first.");
  expect(tryRefusal(flow, "shape", [wrong("shape"), wrong("shape")], "saved")).toBe(
    "Solve the problems of shape first.",
  );
  expect(tryRefusal(flow, "send", [wrong("shape"), wrong("start")], "saved")).toBe(
    "Solve 2 problems of 2 steps first.",
  );
});

test("what is wrong behind it or beside it, and a warning, do not", () => {
  const problems = [wrong("send"), wrong("beside"), wrong("shape", "warning")];

  expect(tryRefusal(flow, "shape", problems, "saved")).toBeUndefined();
});

test("what the server does not have cannot run; what is on its way can", () => {
  expect(tryRefusal(flow, "shape", [], "offline")).toMatch(/cannot be reached/);
  expect(tryRefusal(flow, "shape", [], "failing")).toMatch(/not saved yet/);
  expect(tryRefusal(flow, "shape", [], "conflict")).toMatch(/Decide that first/);
  expect(tryRefusal(flow, "shape", [], "refused")).toMatch(/refused/);
  expect(tryRefusal(flow, "shape", [], "unsaved")).toBeUndefined();
});
