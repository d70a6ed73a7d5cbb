import { expect, test } from "vitest";
import { flowOf, orderIntake } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { completeTemplate, type Scope } from "./completion.ts";

const scope: Scope = {
  flow: flowOf(orderIntake),
  step: "deliver",
  catalogue,
  outputs: new Map([["shape", { id: 7, "total due": 12.5, lines: [{ sku: "A", price: 2 }] }]]),
  secrets: ["crm_key"],
  vars: { crm_url: "https://crm.example", limits: { large: 1000 } },
};

/** Completes where `|` stands. */
function complete(marked: string, step = scope.step): string[] {
  const at = marked.indexOf("|");
  const completion = completeTemplate(marked.replace("|", ""), at, { ...scope, step });
  return completion?.candidates.map(({ label }) => label) ?? [];
}

test("outside the braces nothing is offered", () => {
  expect(complete("in|put {{ 1 }}")).toEqual([]);
  expect(complete("{{ 'in|' }}")).toEqual([]);
});

test("at the start the scope comes first, then functions", () => {
  expect(complete("{{ | }}").slice(0, 5)).toEqual(["input", "steps", "run", "secrets", "vars"]);
  expect(complete("{{ $su|").slice(0, 1)).toEqual(["$sum"]);
});

test("steps offers those that come before, the nearest first", () => {
  expect(complete("{{ steps.| }}")).toEqual(["shape", "receive"]);
  expect(complete("{{ steps.| }}", "shape")).toEqual(["receive"]);
});

test("fields come from the last run, and from the schema when there was none", () => {
  expect(complete("{{ steps.shape.| }}")).toEqual(["output"]);
  expect(complete("{{ steps.shape.output.| }}")).toEqual(["id", "total due", "lines"]);
  expect(complete("{{ steps.shape.output.lines.p|")).toEqual(["price"]);
  expect(complete("{{ steps.receive.output.b| }}")).toEqual(["body"]);
});

test("what is pinned goes before what the last run gave", () => {
  const { flow } = scope;
  const shape = { node: "transform", pin: { output: { total: 1 } } };
  const pinned = { ...scope, flow: { ...flow, steps: { ...flow.steps, shape } } };

  const offered = completeTemplate("{{ input. }}", 9, pinned)?.candidates;

  expect(offered?.map(({ label }) => label)).toEqual(["total"]);
});

test("input is the output of the one step before", () => {
  expect(complete("{{ $sum(input.li|) }}")).toEqual(["lines"]);
});

test("a name with a space is written in backticks, in place of what was typed", () => {
  const completion = completeTemplate("{{ input.tot }}", 12, scope);

  expect(completion).toMatchObject({
    from: 9,
    to: 12,
    candidates: [{ insert: "`total due`", detail: "12.5" }],
  });
});

test("run and secrets offer their names", () => {
  expect(complete("{{ run.| }}")).toEqual(["id", "input", "flow", "version", "started_at"]);
  expect(complete("{{ secrets.c| }}")).toEqual(["crm_key"]);
  expect(complete("{{ vars.| }}")).toEqual(["crm_url", "limits"]);
  expect(complete("{{ vars.limits.| }}")).toEqual(["large"]);
});
