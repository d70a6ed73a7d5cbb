import { expect, test } from "vitest";
import { createCatalogue } from "../catalogue.ts";
import { readFlow } from "../read.ts";
import { checkExpressions as onDeploy, syntaxProblems } from "./deployed-expressions.ts";
import { checkExpressions as onThePage } from "./expressions.ts";

test.each([
  ["{{ input.a & steps.first.output & $.steps.first }}", []],
  [{ list: ["ok", { "odd key": "{{ 1 + }}" }] }, ["RFV11"]],
  ["a {{ }} b", ["RFV11"]],
  ["a {{ input.b", ["RFV11"]],
  [{ "{{ input.key }}": { inner: "{{ nor here" } }, ["RFV11"]],
  ["{{ body.id }} {{ $nope(1) }}", ["RFV11", "RFV11"]],
  ["{{ steps.gone.output }}", ["RFV16"]],
  ["{{ $.steps.gone & $$.steps.'lost'.output }}", ["RFV16", "RFV16"]],
  ["{{ input.lines.{ 'k': steps.gone } }}", []],
  ["{{ input ~> |lines|{ 'k': steps.gone }| }}", []],
])("of %j the page says at once, and at the same place, what deploy says", (config, codes) => {
  const document = {
    reflux: 1,
    name: "flow",
    steps: { first: { node: "manual" }, second: { node: "transform", config: { value: config } } },
    edges: ["first -> second"],
  };
  const { flow } = readFlow(document);
  const said = flow && onThePage(flow, createCatalogue([]), syntaxProblems);
  const deploy = onDeploy(document).map(({ path, code }) => `${path} ${code}`);

  expect(said?.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual(deploy.toSorted());
  expect(said?.map(({ code }) => code)).toEqual(codes);
});
