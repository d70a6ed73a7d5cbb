import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { paced } from "./pace.ts";

test("the first call is made at once, a storm is one more at the end of the period", async () => {
  let calls = 0;
  const call = paced(() => calls++, 50);

  call();
  expect(calls).toBe(1);
  for (let n = 0; n < 10_000; n += 1) call();
  expect(calls).toBe(1);
  await delay(120);
  expect(calls).toBe(2);
  call();
  expect(calls).toBe(3);
});
