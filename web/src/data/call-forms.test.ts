import { expect, test } from "vitest";
import { callForms, manyForms } from "./call-forms.ts";

test("a call is one call in two spellings", () => {
  expect(callForms("set_flow_enabled", { slug: "o'brien", enabled: false })).toEqual({
    sql: "select * from reflux.set_flow_enabled(slug => 'o''brien', enabled => false);",
    graphql: `mutation {\n  setFlowEnabled(input: { slug: "o'brien", enabled: false }) { result { slug } }\n}`,
  });
  const { sql, graphql } = callForms("redrive_step", {
    run_id: 7n,
    step: "charge",
    input: { json: { card: "good" } },
  });
  expect(sql).toBe(
    `select * from reflux.redrive_step(run_id => 7, step => 'charge', input => '{"card":"good"}');`,
  );
  expect(graphql).toContain(`redriveStep(input: { runId: "7", step: "charge", input: { card: "good" } })`);
});

test("many are one statement, and one mutation each", () => {
  const { sql, graphql } = manyForms("pause_run", "run_id", [7n, 8n], { reason: "deploy" });

  expect(sql).toBe(
    "select changed.*\nfrom unnest(array[7, 8]) as one,\n  reflux.pause_run(run_id => one, reason => 'deploy') as changed;",
  );
  expect(graphql).toContain(`a1: pauseRun(input: { runId: "7", reason: "deploy" })`);
  expect(graphql).toContain(`a2: pauseRun(input: { runId: "8", reason: "deploy" })`);
});

test("what cannot be written is not offered: a secret as SQL, a header's name in GraphQL", () => {
  expect(callForms("set_secret", { name: "key", value: "…" })).not.toHaveProperty("sql");
  expect(
    callForms("signal_step", { run_id: 7n, step: "a", payload: { json: { "content-type": "x" } } }),
  ).not.toHaveProperty("graphql");
});
