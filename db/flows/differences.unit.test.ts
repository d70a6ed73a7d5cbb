import { expect, test } from "vitest";
import { differences } from "./differences.ts";

test("a change is told by its path, with what stood there and what stands there now", () => {
  const before = {
    steps: { a: { node: "manual", config: { list: [1, 2], empty: {} } }, b: { node: "log" } },
    edges: ["a -> b"],
  };
  const after = { steps: { a: { node: "manual", config: { list: [1, 3], "odd key": null } } }, edges: [] };

  expect(differences(JSON.stringify(before), JSON.stringify(after))).toEqual([
    { path: "steps.a.config.list[1]", before: "2", after: "3" },
    { path: "steps.a.config.empty", before: "{}" },
    { path: 'steps.a.config["odd key"]', after: "null" },
    { path: "steps.b.node", before: '"log"' },
    { path: 'edges["a -> b"]', before: '"a -> b"' },
  ]);
});

test("the same is no difference in another order; an edge that moves in the list is none", () => {
  expect(differences('{"a": 1, "edges": ["x", "y"]}', '{"edges": ["y", "x"], "a": 1}')).toEqual([]);
});

test("numbers differ by their digits; of a new document all is new", () => {
  expect(differences("[7615917337495251231]", "[7615917337495251232]")).toHaveLength(1);
  expect(differences(undefined, '{"reflux": 1}')).toEqual([{ path: "reflux", after: "1" }]);
});
