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

test("the step and the error that runs are at are looked for in their steps", () => {
  const sql = runsSql({ atStep: "o'b", errorCode: "RFX01" });

  expect(sql).toContain("s.step = 'o''b'");
  expect(sql).toContain("s.error ->> 'code' = 'RFX01'");
  expect(runsGraphql({ atStep: "pay" })).toContain('condition: { atStep: "pay" }');
});

test("without a condition there is none", () => {
  expect(runsSql({})).not.toContain("where");
  expect(runsGraphql({})).toContain("runs(first: 100");
});
