import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { deploy, flow, one } from "../kit.ts";
import { Worker } from "../worker.ts";

const keys = Array.from({ length: 10_000 }, (_, n) => `s${n}`);
const reading = (key: string) => ({ config: { text: `{{ steps.${key}.output.id }}` } });

const shapes = {
  "a fan-out with a join": flow(
    Object.fromEntries([["root", {}], ...keys.map((key) => [key, reading("root")]), ["join", {}]]),
    keys.flatMap((key) => [`root -> ${key}`, `${key} -> join`]),
  ),
  "a chain in which every step reads the first": flow(
    Object.fromEntries([["root", {}], ...keys.map((key) => [key, reading("root")])]),
    keys.map((key, n) => `${n === 0 ? "root" : keys[n - 1]} -> ${key}`),
  ),
  "a chain in which every step reads one far above": flow(
    Object.fromEntries(keys.map((key, n) => [key, n < 100 ? {} : reading(`s${n - 100}`)])),
    keys.slice(1).map((key, n) => `s${n} -> ${key}`),
  ),
};

test.for(Object.entries(shapes))("%s", { timeout: 120_000 }, async ([, document]) => {
  await withTx(async (db) => {
    await Worker.register(db);
    // Seconds on a quiet machine; what is square in the steps takes minutes.
    await db.query("set statement_timeout = '60s'");
    const started = performance.now();

    const { graph_id } = await deploy(db, "large", document);

    console.log(`deployed in ${Math.round(performance.now() - started)} ms`);
    expect(
      await one(
        db,
        "select count(*)::int as steps, sum(deps)::int as edges from reflux.graph_steps where graph_id = $1",
        [graph_id],
      ),
    ).toEqual({ steps: Object.keys(document.steps).length, edges: document.edges.length });
  });
});
