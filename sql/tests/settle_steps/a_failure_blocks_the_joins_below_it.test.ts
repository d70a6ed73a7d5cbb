import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { flow, readRun, startFlow, states } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

/** `a` fails. */
async function run(document: unknown) {
  return await withTx(async (db) => {
    const worker = await Worker.register(db);
    const id = await startFlow(db, document);
    await worker.drive(db, (key) => (key === "a" ? fails() : ok()));
    await checkPromises(db);
    const { state, failed_steps } = await readRun(db, id);
    return { state, failed_steps, states: await states(db, id) };
  });
}

test("what hangs on the failed step is skipped, what does not runs, and the run fails at its end", async () => {
  const seen = await run(
    flow({ a: {}, b: {}, c: {}, join: {}, end: {} }, ["a -> b", "b -> join", "c -> join", "join -> end"]),
  );

  expect(seen).toEqual({
    state: "failed",
    failed_steps: 1,
    states: { a: "failed", b: "skipped", c: "succeeded", join: "skipped", end: "skipped" },
  });
});

test("an error edge handles it: the other branch is skipped and the run succeeds", async () => {
  const seen = await run(
    flow({ a: { on_error: "edge" }, b: {}, rescue: {}, join: {} }, [
      "a -> b",
      "a.error -> rescue",
      "b -> join",
      "rescue -> join",
    ]),
  );

  expect(seen).toEqual({
    state: "succeeded",
    failed_steps: 0,
    states: { a: "failed", b: "skipped", rescue: "succeeded", join: "succeeded" },
  });
});

test("on_error: continue goes on as if nothing had been", async () => {
  const seen = await run(flow({ a: { on_error: "continue" }, b: {} }, ["a -> b"]));

  expect(seen).toEqual({ state: "succeeded", failed_steps: 0, states: { a: "failed", b: "succeeded" } });
});

test("a failed end fails the run", async () => {
  const seen = await run(flow({ a: {} }));

  expect(seen).toEqual({ state: "failed", failed_steps: 1, states: { a: "failed" } });
});
