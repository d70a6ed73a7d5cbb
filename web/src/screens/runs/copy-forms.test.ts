import { expect, test } from "vitest";
import { runsGraphql, runsSql } from "./copy-forms.ts";

test("what is copied asks for what is shown, and quotes what people typed", () => {
  const condition = {
    flow: "o'brien",
    states: ["failed", "paused"] as const,
    createdAfter: "2026-11-22T00:00:00Z",
  };

  expect(runsSql(condition)).toContain("where f.slug = 'o''brien'\n  and r.state in ('failed', 'paused')");
  expect(runsGraphql(condition)).toContain(
    `condition: { flow: "o'brien", createdAfter: "2026-11-22T00:00:00Z", states: [failed, paused] }`,
  );
});

test("the step that runs are at is looked for in their steps", () => {
  expect(runsGraphql({ atStep: "pay" })).toContain('condition: { atStep: "pay" }');
});
