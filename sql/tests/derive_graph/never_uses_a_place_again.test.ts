import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, deploy, readRun, start, states } from "../kit.ts";
import { Worker } from "../worker.ts";
import { derive, graphOf } from "./kit.ts";

const work = { node: "test.work" };
const cut = [
  { op: "remove_step", step: "c" },
  { op: "remove_edge", edge: "b -> c" },
];
const longer = [
  { op: "add_step", step: "d", value: work },
  { op: "add_edge", edge: "b -> d" },
];

test("a place is not given to another step, nor to the same one when it comes again", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const { graph_id } = await deploy(db, "flow", chain("a", "b", "c"));
    const without = (await derive(db, graph_id, cut)).graph ?? "";
    const other = (await derive(db, without, longer)).graph ?? "";
    const again = (
      await derive(db, other, [
        { op: "add_step", step: "c", value: work },
        { op: "add_edge", edge: "d -> c" },
      ])
    ).graph;

    const { all, roots, sinks } = await graphOf(db, again ?? "");

    expect(all.map(({ idx, key, removed }) => [idx, key, removed])).toEqual([
      [0, "a", false],
      [1, "b", false],
      [2, "c", true],
      [3, "d", false],
      [4, "c", false],
    ]);
    expect([roots, sinks]).toEqual([["a"], 1]);
  });
});

test("the same base and patch are the same graph, wherever an editor would put the step", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const { graph_id } = await deploy(db, "flow", chain("a", "b", "c"));
    const { graph } = await derive(db, graph_id, longer);

    expect(
      (
        await derive(
          db,
          graph_id,
          longer.map((operation) => ({ ...operation, at: 0 })),
        )
      ).graph,
    ).toBe(graph);
    expect((await derive(db, graph_id, [])).graph).toBe(graph_id);
  });
});

test("a run that is pointed to a derived graph runs to its end, without the step that is gone", async () => {
  await withDb(async ({ pool: db }) => {
    const worker = await Worker.register(db);
    const { graph_id } = await deploy(db, "flow", chain("a", "b", "c"));
    const run = await start(db, "flow");
    const { rows } = await db.query<{ graph: string }>(
      "select reflux_private.derive_graph(reflux_private.derive_graph($1, $2), $3) as graph",
      [graph_id, JSON.stringify(cut), JSON.stringify(longer)],
    );
    await db.query("update reflux.runs set graph_id = $1 where id = $2", [rows[0]?.graph, run]);

    await worker.drive(db);

    expect(await readRun(db, run)).toMatchObject({ state: "succeeded", open_sinks: 0 });
    expect(await states(db, run)).toEqual({ a: "succeeded", b: "succeeded", d: "succeeded" });
    await checkPromises(db);
  });
});
