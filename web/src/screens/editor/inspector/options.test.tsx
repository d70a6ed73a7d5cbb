// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { concurrencyOptions, retryOptions, stepOptions } from "#language/flow/order.ts";
import { SchemaForm } from "../../../ui/form/SchemaForm.tsx";
import { propertiesOf } from "../../../ui/form/schema.ts";
import { optionNames, optionsSchema } from "./options.ts";

/** These have a place of their own in the inspector; a cache does nothing yet, and is refused. */
const elsewhere = ["node", "title", "config", "pin", "cache"];

test("every option of a step can be set in the inspector, and so can what is in it", () => {
  const fieldsOf = (name: string) =>
    propertiesOf(propertiesOf(optionsSchema).find(({ key }) => key === name)?.schema ?? {}).map(
      ({ key }) => key,
    );

  expect([...optionNames, ...elsewhere].toSorted()).toEqual(stepOptions.toSorted());
  expect(fieldsOf("retry").toSorted()).toEqual(retryOptions.toSorted());
  expect(fieldsOf("concurrency").toSorted()).toEqual(concurrencyOptions.toSorted());
});

test("what a flow says of retries by error and of concurrency is in the fields", () => {
  const value = {
    retry: { classes: { RFX04: 7 } },
    concurrency: { limit: 2, key: "bank {{ input.account }}" },
  };

  render(<SchemaForm all schema={optionsSchema} value={value} problems={[]} onChange={() => undefined} />);

  for (const text of ["RFX04", "7", "2", "bank {{ input.account }}"])
    expect(screen.getByDisplayValue(text)).toBeDefined();
});
