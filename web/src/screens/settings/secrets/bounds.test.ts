import { expect, test } from "vitest";
import { listsOf, saidIn, unbound } from "./bounds.ts";

test("lists are typed with commas or spaces, and nothing typed is no bound", () => {
  const lists = listsOf({ ...unbound, flows: "orders, invoices", hosts: "API.example.com" });

  expect(lists).toEqual({ flows: ["orders", "invoices"], nodes: null, hosts: ["api.example.com"] });
  expect(saidIn(lists)).toEqual({ flows: ["orders", "invoices"], hosts: ["api.example.com"] });
});
