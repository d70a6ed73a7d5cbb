import { expect, test } from "vitest";
import { RefluxError } from "#db/errors.ts";
import { NodeError } from "#nodes/sdk/index.ts";
import { deadlinePassed, failureOf, notJson, refusalOf } from "./failure.ts";

test("a node's own error keeps its parts", () => {
  const retry = new Date("2026-01-01T00:00:00Z");
  const thrown = new NodeError("RFX01", "503", { retry, hint: "wait", detail: { status: 503 } });

  expect(failureOf(thrown)).toEqual({
    code: "RFX01",
    message: "503",
    retry: "2026-01-01T00:00:00.000Z",
    hint: "wait",
    detail: { status: 503 },
  });
});

test.each([
  ["RFV05", "never"],
  ["RFN06", "never"],
  ["RFX05", "backoff"],
  ["RFL08", "backoff"],
] as const)("an error of the engine with code %s is retried: %s", (code, retry) => {
  expect(failureOf(new RefluxError(code, "so"))).toMatchObject({ code, retry });
});

test.each([
  [new TypeError("x is not a function"), "the node crashed: TypeError: x is not a function"],
  ["just a string", "the node crashed: Error: just a string"],
  [undefined, "the node crashed: Error: undefined"],
])("whatever else is thrown is a crash of the node: %s", (thrown, message) => {
  expect(failureOf(thrown)).toMatchObject({ code: "RFX03", message, retry: "backoff" });
});

test("a message without end is cut, and a detail that is no JSON costs nothing else", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;

  const failure = failureOf(new NodeError("RFX01", "x".repeat(10_000), { detail: circle }));

  expect(failure.message).toHaveLength(2_000);
  expect(failure.detail).toBe("[object Object]");
});

test("what the database refuses is never tried again", () => {
  const thrown = Object.assign(new Error("no flow"), { code: "RFN01" });

  expect(refusalOf(thrown).retry).toBe("never");
  expect(refusalOf(notJson(new TypeError("circle"))).retry).toBe("never");
  expect(deadlinePassed(50)).toMatchObject({ code: "RFT01", retry: "backoff" });
});
