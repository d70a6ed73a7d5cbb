import { expect, test } from "vitest";
import { flowOf } from "#language/flow/testing/flows.ts";
import { deployGraphql, deploySql } from "./copy-forms.ts";

const flow = (config: string) =>
  flowOf(`reflux: 1\nname: orders\nsteps: { say: { node: log, config: ${config} } }\nedges: []\n`);

test("a document is quoted by a tag that it does not hold", () => {
  expect(deploySql("orders", flow("{ message: it's }"))).toMatch(
    /^select number .*\$flow\$\n\{[^]*it's[^]*\n\$flow\$::jsonb\);$/,
  );
  expect(deploySql("orders", flow("{ message: $flow$ }"))).toMatch(/\$flow2\$\n\{[^]*\n\$flow2\$::jsonb/);
});

test("in GraphQL names of fields are bare, and what has other names is not offered", () => {
  expect(deployGraphql("orders", flow("{ message: a }"))).toContain('message: "a"');
  expect(deployGraphql("orders", flow("{ fields: { content-type: text/plain } }"))).toBeUndefined();
});
