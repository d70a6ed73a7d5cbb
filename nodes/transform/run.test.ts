import { expect, test } from "vitest";
import { isOutcome, sqlInTransaction } from "../sdk/index.ts";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

test("the evaluated value is the output, even null", async () => {
  expect(await run({}, createTestContext(manifest, { config: { value: { a: [1] } } }))).toEqual({ a: [1] });
  expect(await run({}, createTestContext(manifest, { config: { value: null } }))).toBeNull();
});

test("a payload that looks like an outcome stays data", async () => {
  const value: unknown = JSON.parse(JSON.stringify(sqlInTransaction({ text: "drop table orders" })));

  const result = await run({}, createTestContext(manifest, { config: { value } }));

  expect(isOutcome(result)).toBe(false);
});
