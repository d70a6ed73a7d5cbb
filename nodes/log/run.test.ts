import { expect, test } from "vitest";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

test("one line is written, and the input goes on", async () => {
  const ctx = createTestContext(manifest, { config: { level: "warn", message: "late", fields: { by: 3 } } });

  expect(await run({ id: 7 }, ctx)).toEqual({ id: 7 });
  expect(ctx.logged).toEqual([{ level: "warn", message: "late", fields: { by: 3 } }]);
});

test("the level is info unless the author says otherwise", async () => {
  const ctx = createTestContext(manifest, { config: { message: "hello" } });

  await run(null, ctx);

  expect(ctx.logged).toEqual([{ level: "info", message: "hello", fields: {} }]);
});
