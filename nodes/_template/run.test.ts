import { expect, test } from "vitest";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

test("the greeting is Hello unless the author says otherwise", async () => {
  const ctx = createTestContext(manifest, { config: {} });

  expect(await run({ name: "Ada" }, ctx)).toEqual({ text: "Hello, Ada!" });
});
