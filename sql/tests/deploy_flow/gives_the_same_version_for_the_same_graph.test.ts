import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { chain, deploy, flow, one } from "../kit.ts";
import { Worker } from "../worker.ts";

test("the same document again is the same version", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const first = await deploy(db, "flow", chain("a", "b"));

    const second = await deploy(db, "flow", chain("a", "b"));

    expect(second).toEqual(first);
  });
});

test("layout, title and order do not make a version, but they are kept", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const first = await deploy(db, "flow", flow({ a: {}, b: {}, c: {} }, ["a -> b", "a -> c"]));

    const second = await deploy(
      db,
      "flow",
      flow({ c: {}, b: {}, a: {} }, ["a.out -> c", " a->b "], {
        title: "Title",
        tags: ["x"],
        layout: { a: [1, 2] },
      }),
    );

    expect(second.id).toBe(first.id);
    expect(await one(db, "select title, tags, layout from reflux.flows")).toEqual({
      title: "Title",
      tags: ["x"],
      layout: { a: [1, 2] },
    });
  });
});

test("another graph is the next version, and going back is one more with the graph of old", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const first = await deploy(db, "flow", chain("a"));
    const second = await deploy(db, "flow", chain("a", "b"));

    const third = await deploy(db, "flow", chain("a"));

    expect([first.number, second.number, third.number]).toEqual([1, 2, 3]);
    expect(third.graph_id).toBe(first.graph_id);
  });
});

test("two flows with one graph share it", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const one = await deploy(db, "one", chain("a"));

    const two = await deploy(db, "two", chain("a"));

    expect(two.graph_id).toBe(one.graph_id);
  });
});

test("a newer version of a node makes a newer version of the flow, unless the flow names one", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const pinned = flow({ a: { node: "test.work@1" } });
    const floating = [await deploy(db, "floating", chain("a"))];
    const named = [await deploy(db, "named", pinned)];
    await Worker.register(db, [{ id: "test.work", version: 2 }]);

    floating.push(await deploy(db, "floating", chain("a")));
    named.push(await deploy(db, "named", pinned));

    expect(floating.map(({ number }) => number)).toEqual([1, 2]);
    expect(named.map(({ number }) => number)).toEqual([1, 1]);
  });
});

test("deployed ten times at once it is one version", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);

    const versions = await Promise.all(
      Array.from({ length: 10 }, () => deploy(pool, "flow", chain("a", "b"))),
    );

    expect(new Set(versions.map(({ id }) => id)).size).toBe(1);
    expect(await one(pool, "select count(*)::int as graphs from reflux.graphs")).toEqual({ graphs: 1 });
  });
});

test("ten documents at once are ten versions, numbered without a gap", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);

    const versions = await Promise.all(
      Array.from({ length: 10 }, (_, n) => deploy(pool, "flow", chain("a", `b${n}`))),
    );

    expect(versions.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });
});

test("a version cannot be changed", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", chain("a"));

    for (const change of ["update reflux.flow_versions set note = 'x'", "delete from reflux.graph_steps"]) {
      await db.query("savepoint s");
      await expect(db.query(change)).rejects.toMatchObject({ code: "RFS01" });
      await db.query("rollback to s");
    }
  });
});
