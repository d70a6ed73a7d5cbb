import { expect, test } from "vitest";
import { sleepFor, sleepUntil, waitForSignal } from "../sdk/index.ts";
import { createTestContext } from "../sdk/testing.ts";
import { manifest } from "./manifest.ts";
import { run } from "./run.ts";

const wait = (config: unknown) => run(null, createTestContext(manifest, { config }));

test.each([
  ["500ms", 500],
  ["5m", 300_000],
  ["PT1H", 3_600_000],
  ["0s", 0],
])("a duration of %s counts from when the database hears of it", async (duration, ms) => {
  expect(await wait({ duration })).toEqual(sleepFor(ms));
});

test("a moment in the past is reached at once", async () => {
  expect(await wait({ until: "2020-01-01T00:00:00Z" })).toEqual(sleepUntil(new Date("2020-01-01T00:00:00Z")));
});

test("a signal may be waited for without end", async () => {
  expect(await wait({ signal: true })).toEqual(waitForSignal());
  expect(await wait({ signal: true, timeout: "1h" })).toEqual(waitForSignal({ timeoutMs: 3_600_000 }));
});

test.each([
  [{}, /has 0/],
  [{ signal: false }, /has 0/],
  [{ duration: "1s", signal: true }, /has 2/],
  [{ duration: "1s", until: "2026-01-01T00:00:00Z", signal: true }, /has 3/],
  [{ duration: "1s", timeout: "1s" }, /timeout but no signal/],
  [{ duration: "99999999d" }, /after the year 9999/],
  [{ duration: "9".repeat(400).concat("d") }, /after the year 9999/],
  [{ signal: true, timeout: "99999999d" }, /after the year 9999/],
  [{ duration: "soon" }, /duration must be a duration such as/],
  [{ until: "tomorrow" }, /until must be a date-time/],
])("%j is refused", async (config, message) => {
  const error = await (async () => wait(config))().catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: "RFV08", retry: "never", message: expect.stringMatching(message) });
});
