import { expect, test } from "vitest";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const [example] = manifest.examples;
if (!example) throw new Error("manual has no example");

test("what started the run is handed on unchanged", async () => {
  const ctx = createTestContext(manifest, { config: example.config });

  expect(await run(example.input, ctx)).toBe(example.input);
  expect(ctx.used).toEqual(new Set());
});
