import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, flow, startFlow } from "../kit.ts";
import { fails, type Leased, type Outcome, ok, Worker } from "../worker.ts";

const output = (key: string): Outcome => ok({ from: key });

/** What each step was given when it ran. */
async function inputs(document: unknown, decide: (key: string) => Outcome = output) {
  return await withTx(async (db) => {
    const worker = await Worker.register(db);
    await startFlow(db, document, { input: { id: 7 } });
    const seen: Record<string, Pick<Leased, "input" | "outputs">> = {};
    await worker.drive(db, (key, { input, outputs }) => {
      seen[key] = { input, outputs };
      return decide(key);
    });
    return seen;
  });
}

test("a first step gets the run's input", async () => {
  const seen = await inputs(chain("a", "b"));

  expect(seen["a"]?.input).toEqual({ id: 7 });
});

test("a step behind one step gets its output", async () => {
  const seen = await inputs(chain("a", "b"));

  expect(seen["b"]).toEqual({ input: { from: "a" }, outputs: {} });
});

test("a step that names an earlier one gets the input of its predecessor, and the named output beside it", async () => {
  const seen = await inputs(
    flow({ a: {}, b: {}, c: { config: { text: "{{ steps.a.output.from }}" } } }, ["a -> b", "b -> c"]),
  );

  expect(seen["c"]).toEqual({ input: { from: "b" }, outputs: { a: { from: "a" }, b: { from: "b" } } });
});

test("a join gets an object by step key, without the branches that were not taken", async () => {
  const document = flow({ pick: { node: "test.branch" }, a: {}, b: {}, c: {}, join: {} }, [
    "pick.left -> a",
    "pick.right -> b",
    "pick.left -> c",
    "a -> join",
    "b -> join",
    "c -> join",
  ]);

  const seen = await inputs(document, (key) => (key === "pick" ? ok(null, ["left"]) : output(key)));

  expect(seen["join"]?.input).toEqual({ a: { from: "a" }, c: { from: "c" } });
});

test("a step behind a failure that is handled gets the error", async () => {
  const document = flow({ a: { on_error: "edge" }, b: {}, rescue: {} }, ["a -> b", "a.error -> rescue"]);

  const seen = await inputs(document, (key) => (key === "a" ? fails() : output(key)));

  expect(seen["rescue"]?.input).toEqual({ error: expect.objectContaining({ code: "RFX01" }) });
});

test("a join behind a step and its error edge gets only what was taken", async () => {
  const document = flow({ a: { on_error: "edge" }, b: {}, c: {}, join: {} }, [
    "a -> c",
    "a.error -> join",
    "b -> join",
  ]);

  const seen = await inputs(document);

  expect(seen["join"]?.input).toEqual({ b: { from: "b" } });
});

test("an output of 100,000 keys is handed on, and read as the run's, in seconds", async () => {
  const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
  const document = flow({ a: {}, b: {}, join: {}, c: { config: { text: "{{ steps.a.output.k1 }}" } } }, [
    "a -> join",
    "b -> join",
    "join -> c",
  ]);
  const started = performance.now();

  await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, document);
    await worker.drive(db, () => ok(keys));
    const output = await db.query("select reflux_private.run_output($1) as output", [run]);

    expect(output.rows).toEqual([{ output: keys }]);
  });
  // By jsonb_agg: a minute for each.
  expect(performance.now() - started).toBeLessThan(30_000);
});
