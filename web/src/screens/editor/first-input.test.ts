import { expect, test } from "vitest";
import { createCatalogue, type NodeType } from "#language/flow/catalogue.ts";
import { flowOf } from "#language/flow/testing/flows.ts";
import { catalogue as known } from "#language/flow/testing/nodes.ts";
import { schemaProblems } from "#language/schema/index.ts";
import { exampleInput } from "./first-input.ts";

const trigger = (id: string, more: Partial<NodeType>): NodeType => ({
  ...known.find("webhook.in")!,
  id,
  title: id,
  ...more,
});
const call = {
  type: "object",
  required: ["method", "body"],
  properties: { method: { type: "string" }, body: {} },
};
const catalogue = createCatalogue([
  ...known.types.filter(({ id }) => id !== "webhook.in" && id !== "schedule.cron"),
  trigger("manual", { input: {} }),
  trigger("webhook.in", { input: call }),
  trigger("schedule.cron", {
    input: { type: "object" },
    examples: [{ input: { scheduled_at: "2026-01-05T06:00:00Z" } }],
  }),
]);
const of = (text: string, until?: string) =>
  exampleInput(flowOf(`reflux: 1\nname: x\n${text}`), catalogue, until).input;

test("a run begins with what fits the flow's schema", () => {
  const input = { type: "object", required: ["id"], properties: { id: { type: "integer", minimum: 3 } } };
  const given = of(
    `input: ${JSON.stringify(input)}\nsteps: { a: { node: webhook.in, config: { path: a } } }`,
  );
  expect(given).toEqual({ id: 3 });
  expect(schemaProblems(input, given)).toEqual([]);
});

test("else with what the trigger above the step brings: the one of its manifest, or one made of its schema", () => {
  const two =
    "steps: { hook: { node: webhook.in }, at: { node: schedule.cron }, end: { node: log } }\nedges: [at -> end]";
  expect(schemaProblems(call, of(two, "hook"))).toEqual([]);
  expect(of(two, "end")).toEqual({ scheduled_at: "2026-01-05T06:00:00Z" });
});

test("where anything would do, nothing is made up", () => {
  expect(of("steps: { start: { node: manual } }")).toEqual({});
  expect(of("steps: { only: { node: log } }")).toEqual({});
});
