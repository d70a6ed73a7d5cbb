/** Every field of every node that may be wrong without its schema seeing it is one that deploy looks at (check_config.sql). */
import { expect, test } from "vitest";
import { builtinNodes } from "./registry.ts";

const fields = builtinNodes.flatMap(({ manifest }) =>
  Object.entries<Readonly<Record<string, unknown>>>(Object(Object(manifest.config).properties)).map(
    ([key, schema]) => [`${manifest.id}.${key}`, schema] as const,
  ),
);

test("each URL, each header map, and each duration that a worker waits is judged at deploy", () => {
  const urls = fields.filter(([name]) => name.endsWith(".url"));
  const headers = fields.filter(([name]) => name.endsWith(".headers"));
  const durations = fields.filter(([, schema]) => schema["x-reflux-widget"] === "duration");

  expect(urls.map(([, schema]) => schema["x-reflux-url"])).toEqual(urls.map(() => true));
  for (const [name, schema] of headers)
    expect(schema["x-reflux-taken"], name).toEqual(expect.arrayContaining(["content-length", "connection"]));
  // A wait is a row with a time, and no worker's.
  expect(durations.filter(([, schema]) => schema["x-reflux-timer"] !== true).map(([name]) => name)).toEqual([
    "wait.duration",
    "wait.timeout",
  ]);
  expect([urls, headers, durations].map(({ length }) => length)).toEqual([2, 3, 5]);
});
