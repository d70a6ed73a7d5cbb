import { expect, test } from "vitest";
import type { FlowRowFragment } from "../../../generated/graphql.ts";
import { flowRow as flow } from "../testing.ts";
import { copyName, isSlug, shownFlows, slugOf, stateOf } from "./flow-list.ts";

const names = (flows: readonly FlowRowFragment[]) => flows.map((one) => one.slug);

test("a flow is what it can do: an archived one is archived though its switch is on", () => {
  expect(stateOf(flow("a", { archivedAt: "2026-01-01T00:00:00Z" }))).toBe("archived");
  expect(stateOf(flow("a", { currentVersion: null }))).toBe("draft");
  expect(stateOf(flow("a", { enabled: false }))).toBe("disabled");
  expect(stateOf(flow("a"))).toBe("enabled");
});

test("archived flows are out of sight until they are asked for", () => {
  const flows = [flow("old", { archivedAt: "2026-01-01T00:00:00Z" }), flow("new")];

  expect(names(shownFlows(flows, {}))).toEqual(["new"]);
  expect(names(shownFlows(flows, { state: "archived" }))).toEqual(["old"]);
});

test("every word is looked for in name, title and tags", () => {
  const flows = [
    flow("orders", { title: "Order intake", tags: ["shop"] }),
    flow("stock", { tags: ["shop"] }),
  ];

  expect(names(shownFlows(flows, { q: "SHOP intake" }))).toEqual(["orders"]);
  expect(names(shownFlows(flows, { tag: "shop" }))).toEqual(["orders", "stock"]);
  expect(names(shownFlows(flows, { q: "nothing" }))).toEqual([]);
});

test("what has no value stands last both ways", () => {
  const flows = [flow("a"), flow("b", { p95Ms: 9 }), flow("c", { p95Ms: 100 })];

  expect(names(shownFlows(flows, { sort: "p95" }))).toEqual(["b", "c", "a"]);
  expect(names(shownFlows(flows, { sort: "-p95" }))).toEqual(["c", "b", "a"]);
});

test("a copy gets a name that is free", () => {
  expect(copyName("orders", new Set(["orders"]))).toBe("orders-copy");
  expect(copyName("orders-copy", new Set(["orders-copy", "orders-copy-2"]))).toBe("orders-copy-3");
});

test.each([
  ["Order intake (EU)", "order-intake-eu"],
  ["  Größe & Maß ", "gro-e-ma"],
  ["Été", "ete"],
])("the title %s is called %s", (title, slug) => {
  expect(slugOf(title)).toBe(slug);
  expect(isSlug(slugOf(title))).toBe(true);
});
