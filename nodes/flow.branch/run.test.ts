import { expect, test } from "vitest";
import { output } from "../sdk/index.ts";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const branch = (config: unknown) => run({ id: 7 }, createTestContext(manifest, { config }));
const taken = (...ports: string[]) => output({ id: 7 }, { ports });

test("the first case that holds is taken, or all of them", async () => {
  const cases = [
    { port: "a", when: false },
    { port: "b", when: true },
    { port: "c", when: true },
    { port: "b", when: true },
  ];

  expect(await branch({ cases })).toEqual(taken("b"));
  expect(await branch({ cases, match: "all" })).toEqual(taken("b", "c"));
});

test("when no case holds, or its condition gave nothing, the way is otherwise", async () => {
  expect(
    await branch({
      cases: [
        { port: "a", when: false },
        { port: "c", when: null },
      ],
    }),
  ).toEqual(taken("otherwise"));
  expect(await branch({ cases: [{ port: "a", when: null }], otherwise: "rest" })).toEqual(taken("rest"));
});

test.each(["true", 1, 0, "", {}, []])(
  "the condition %j is neither true nor false, which is an error",
  async (when) => {
    await expect(branch({ cases: [{ port: "a", when }] })).rejects.toMatchObject({
      code: "RFV08",
      message: expect.stringContaining("cases[0].when"),
      hint: expect.stringContaining("$boolean"),
    });
  },
);

test.each([
  { cases: [] },
  { cases: [{ port: "a" }] },
  { cases: [{ port: "No Port", when: true }] },
  { cases: [{ port: "a", when: true }], match: "some" },
])("%j is refused", (config) => {
  expect(() => createTestContext(manifest, { config })).toThrow(expect.objectContaining({ code: "RFV08" }));
});
