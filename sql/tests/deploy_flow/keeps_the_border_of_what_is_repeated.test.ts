import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { deploy, flow } from "../kit.ts";
import { Worker } from "../worker.ts";

const each = { node: "test.each" };
const reads = (text: string) => ({ config: { text: `{{ ${text} }}` } });

async function problems(document: unknown): Promise<string[]> {
  return await withTx(async (db) => {
    await Worker.register(db);
    const { rows } = await db.query<{ p: { path: string; code: string; message: string } }>(
      "select p from jsonb_array_elements(reflux.check_flow($1)) p",
      [JSON.stringify({ ...Object(document), name: "flow" })],
    );
    return rows.map(({ p: { path, code, message } }) => `${path} ${code} ${message}`);
  });
}

const across = "across the border of what each repeats";

test.each([
  [
    "in",
    ["before -> each", "each.each -> a", "before -> b", "a -> b"],
    `edges[2] RFV25 leads from before to b, ${across}`,
  ],
  ["out", ["each.each -> a", "each -> b", "a -> b"], `edges[1] RFV25 leads from each to b, ${across}`],
  [
    "to where it begins",
    ["each.each -> a", "each.each -> b", "a -> b"],
    "edges[2] RFV25 leads to b, with which what each repeats begins",
  ],
  ["nothing in it", ["each -> a", "a -> b"], "steps.each RFV25 repeats nothing"],
])("an edge %s is refused", async (_, edges, problem) => {
  const steps = { ...(edges[0]?.startsWith("before") ? { before: {} } : {}), each, a: {}, b: {} };
  expect(await problems(flow(steps, edges))).toEqual([problem]);
});

test("an edge between two parts is refused at one of its ends", async () => {
  const found = await problems(
    flow({ one: each, two: each, a: {}, b: {} }, ["one.each -> a", "two.each -> b", "a -> b"]),
  );
  expect(found).toContain("edges[2] RFV25 leads from a to b, across the border of what two repeats");
});

test("what is around a part is read in it, and nothing of it outside", async () => {
  const edges = ["before -> each", "each.each -> a", "a -> inner", "inner.each -> b", "each -> after"];
  const steps = {
    before: {},
    each,
    a: {},
    inner: each,
    b: reads("[steps.before.output, steps.a.output, item, index]"),
    after: {},
  };
  expect(await problems(flow(steps, edges))).toEqual([]);
  expect(await problems(flow({ ...steps, after: reads("steps.a.output") }, edges))).toMatchObject([
    expect.stringContaining("steps.after RFV16 an expression reads steps.a, which does not come before it"),
  ]);
  expect(await problems(flow({ ...steps, b: reads("steps.each.output") }, edges))).toEqual([
    "steps.b RFV16 an expression reads steps.each, which has no output before all it repeats has ended",
  ]);
});

test("regions, roots and ends are compiled, of the top and of each part", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const edges = [
      "before -> each",
      "each.each -> a",
      "a -> inner",
      "inner.each -> b",
      "a -> c",
      "each -> after",
    ];
    const { graph_id } = await deploy(
      db,
      "flow",
      flow({ before: {}, each, a: {}, inner: each, b: {}, c: {}, after: {} }, edges),
    );

    const { rows } = await db.query(
      `select g.key, o.key as region, g.deps,
         array(select k.key from reflux.graph_steps k where k.graph_id = g.graph_id and k.idx = any (g.body) order by 1) as body,
         g.body_sinks as sinks
       from reflux.graph_steps g
       left join reflux.graph_steps o on o.graph_id = g.graph_id and o.idx = g.region
       where g.graph_id = $1 order by g.key`,
      [graph_id],
    );
    expect(rows).toEqual([
      { key: "a", region: "each", deps: 0, body: [], sinks: 0 },
      { key: "after", region: null, deps: 1, body: [], sinks: 0 },
      { key: "b", region: "inner", deps: 0, body: [], sinks: 0 },
      { key: "before", region: null, deps: 0, body: [], sinks: 0 },
      { key: "c", region: "each", deps: 1, body: [], sinks: 0 },
      { key: "each", region: null, deps: 1, body: ["a", "c", "inner"], sinks: 2 },
      { key: "inner", region: "each", deps: 1, body: ["b"], sinks: 1 },
    ]);
    const top = await db.query("select cardinality(roots) as roots, sinks from reflux.graphs where id = $1", [
      graph_id,
    ]);
    expect(top.rows).toEqual([{ roots: 1, sinks: 1 }]);
  });
});
