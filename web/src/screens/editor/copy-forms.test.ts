import { expect, test } from "vitest";
import { tryGraphql, trySql } from "./copy-forms.ts";

test("a try is one call, its input readable", () => {
  expect(trySql("orders", "shape", {})).toBe(
    "select id from reflux.try_step('orders', 'shape', $input${}$input$::jsonb);",
  );
  expect(trySql("orders", "shape", { id: 7 })).toBe(
    "select id from reflux.try_step('orders', 'shape', $input$\n{\n  \"id\": 7\n}\n$input$::jsonb);",
  );
});

test("an input that holds the quote is quoted otherwise", () => {
  expect(trySql("orders", "shape", "it's $input$")).toContain('$input2$"it\'s $input$"$input2$');
});

test("the same in GraphQL, where its notation has words for it", () => {
  expect(tryGraphql("orders", "shape", { id: 7 })).toBe(
    `mutation {
  tryStep(input: {
    flow: "orders"
    step: "shape"
    input: {
      id: 7
    }
  }) {
    result { id }
  }
}`,
  );
  expect(tryGraphql("orders", "shape", [{ headers: { "content-type": "text/plain" } }])).toBeUndefined();
});
