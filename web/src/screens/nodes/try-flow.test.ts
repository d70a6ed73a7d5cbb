import { expect, test } from "vitest";
import { isSlug } from "../flows/flow-list.ts";
import { tryDocument, tryName } from "./try-flow.ts";

test("the flow of a try is a manual start and the node behind it", () => {
  expect(tryDocument("try-log", "log", { message: "hello" })).toEqual({
    reflux: 1,
    name: "try-log",
    steps: { start: { node: "manual" }, tried: { node: "log", config: { message: "hello" } } },
    edges: ["start -> tried"],
  });
});

test("its name is one that a flow may have, and another one a second later", () => {
  const name = tryName("Acme.http request!", new Date(2026, 0, 1, 9, 30, 15));

  expect(isSlug(name)).toBe(true);
  expect(tryName("Acme.http request!", new Date(2026, 0, 1, 9, 30, 16))).not.toBe(name);
  expect(isSlug(tryName("x".repeat(200)))).toBe(true);
});
