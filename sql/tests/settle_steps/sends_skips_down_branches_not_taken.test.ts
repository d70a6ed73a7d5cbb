import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { flow, readRun, startFlow, states } from "../kit.ts";
import { ok, Worker } from "../worker.ts";

async function take(document: unknown, ports: readonly string[]) {
  return await withTx(async (db) => {
    const worker = await Worker.register(db);
    const run = await startFlow(db, document);
    const done = await worker.drive(db, (key) => (key === "pick" ? ok(null, ports) : ok()));
    await checkPromises(db);
    return { done, states: await states(db, run), run: (await readRun(db, run)).state };
  });
}

const fork = flow({ pick: { node: "test.branch" }, a: {}, a2: {}, b: {}, b2: {}, join: {} }, [
  "pick.left -> a",
  "pick.right -> b",
  "a -> a2",
  "b -> b2",
  "a2 -> join",
  "b2 -> join",
]);

test("only the branch of the port runs, and the join behind both goes on", async () => {
  const { states: seen, run } = await take(fork, ["left"]);

  expect(seen).toEqual({
    pick: "succeeded",
    a: "succeeded",
    a2: "succeeded",
    b: "skipped",
    b2: "skipped",
    join: "succeeded",
  });
  expect(run).toBe("succeeded");
});

test("several ports take several branches", async () => {
  const { states: seen } = await take(fork, ["left", "right"]);

  expect(Object.values(seen)).toEqual(Object.values(seen).map(() => "succeeded"));
});

test("no port skips everything below, and the run succeeds", async () => {
  const { done, states: seen, run } = await take(fork, []);

  expect(done).toEqual(["pick"]);
  expect(seen).toMatchObject({ a: "skipped", b2: "skipped", join: "skipped" });
  expect(run).toBe("succeeded");
});

test("a skip runs down a long chain at once", async () => {
  const keys = Array.from({ length: 50 }, (_, n) => `s${n}`);
  const document = flow(
    { pick: { node: "test.branch" }, ...Object.fromEntries(keys.map((key) => [key, {}])) },
    ["pick.left -> s0", ...keys.slice(1).map((key, n) => `s${n} -> ${key}`)],
  );

  const { states: seen, run } = await take(document, []);

  expect(seen["s49"]).toBe("skipped");
  expect(run).toBe("succeeded");
});

test("two ports that lead to one step count as its two edges", async () => {
  const document = flow({ pick: { node: "test.branch" }, a: {} }, ["pick.left -> a", "pick.right -> a"]);

  const { done } = await take(document, ["left"]);

  expect(done).toEqual(["pick", "a"]);
});
