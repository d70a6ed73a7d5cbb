import { expect, test } from "vitest";
import { diffFlows } from "#language/flow/diff.ts";
import { readFlow } from "#language/flow/read.ts";
import { changesOf, summaryOf } from "./changes.ts";

const flow = (value: Readonly<Record<string, unknown>>) => {
  const read = readFlow({ reflux: 1, name: "orders", ...value });
  if (!read.flow) throw new Error(JSON.stringify(read.problems));
  return read.flow;
};

test("a difference reads as steps, edges and fields, each with both sides", () => {
  const before = flow({
    title: "Orders",
    steps: { start: { node: "manual" }, send: { node: "http.request", config: { url: "a", tries: 1 } } },
    edges: ["start -> send"],
  });
  const after = flow({
    title: "All orders",
    steps: {
      start: { node: "manual" },
      send: { node: "http.request", config: { url: "b" } },
      tell: { node: "log" },
    },
    edges: ["start -> send", "send -> tell"],
  });

  const changes = changesOf(diffFlows(before, after));

  expect(changes.map(({ kind, what, name }) => `${kind} ${what} ${name}`)).toEqual([
    "added step tell",
    "changed step send",
    "added edge send -> tell",
    "changed flow title",
  ]);
  expect(changes[1]?.fields).toEqual([
    { path: "config.url", before: "a", after: "b" },
    { path: "config.tries", before: "1", after: undefined },
  ]);
  expect(summaryOf(changes)).toBe("1 step added, 1 step changed, 1 edge, 1 field of the flow");
});

test("the same flow differs in nothing", () => {
  const one = flow({ steps: { start: { node: "manual" } }, edges: [] });

  expect(summaryOf(changesOf(diffFlows(one, one)))).toBe("No difference");
});
