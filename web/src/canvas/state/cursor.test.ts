import { expect, test } from "vitest";
import { flowOf } from "#language/flow/testing/flows.ts";
import { catalogue } from "#language/flow/testing/nodes.ts";
import { orders } from "#language/flow/testing/small.ts";
import { arrange } from "../arrange/arrange.ts";
import { arrangeRequest } from "../arrange/request.ts";
import { type Direction, neighbour } from "./cursor.ts";

const flow = flowOf(orders);
const places = new Map(arrange(arrangeRequest(flow, catalogue)));
const go = (from: string, direction: Direction) => neighbour(flow, places, from, direction);

test("right and left go along edges, to the end nearest in height", () => {
  expect(go("receive", "right")).toBe("price");
  expect(go("store", "right")).toBe("deliver");
  expect(go("price", "left")).toBe("receive");
  expect(flow.edges).toContainEqual({ from: "customer", port: "out", to: go("customer", "right") });
});

test("up and down go to what stands over and under, and the way back is the same", () => {
  const below = go("failed", "down");

  expect(below).toBe("approve");
  expect(go(below ?? "", "up")).toBe("failed");
});

test("at the rim an arrow leads nowhere", () => {
  expect(go("receive", "left")).toBeUndefined();
  expect(go("deliver", "right")).toBeUndefined();
});
