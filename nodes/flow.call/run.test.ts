import { expect, test } from "vitest";
import { callFlow } from "../sdk/index.ts";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const call = (config: unknown, input: unknown = { own: true }) =>
  run(input, createTestContext(manifest, { config }));

test("the child gets the step's input unless the author gives another, even null", async () => {
  expect(await call({ flow: "child" })).toEqual(callFlow({ flow: "child", input: { own: true } }));
  expect(await call({ flow: "child", input: { a: 1 } })).toEqual(
    callFlow({ flow: "child", input: { a: 1 } }),
  );
  expect(await call({ flow: "child", input: null })).toEqual(callFlow({ flow: "child", input: null }));
});

test("a version pins the child", async () => {
  expect(await call({ flow: "child", version: 2 }, 1)).toEqual(
    callFlow({ flow: "child", input: 1, version: 2 }),
  );
});

test.each([{}, { flow: "" }, { flow: "child", version: 0 }, { flow: "child", version: "2" }])(
  "%j is refused",
  (config) => {
    expect(() => createTestContext(manifest, { config })).toThrow(expect.objectContaining({ code: "RFV08" }));
  },
);
