import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, type Db, deploy, flow, one, readRun, refusal, states } from "../kit.ts";
import { Worker } from "../worker.ts";

test("only the step and what leads to it run, of the draft, and nothing is deployed", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("old"));
    await draft(db, flow({ a: {}, b: {}, c: {}, beside: {} }, ["a -> b", "b -> c", "a -> beside"]));

    const run = await tryStep(db, "b");
    await worker.drive(db);

    expect(await states(db, run)).toEqual({ a: "succeeded", b: "succeeded" });
    expect(await readRun(db, run)).toMatchObject({ state: "succeeded" });
    const { version_id, pinned } = await one<{ version_id: unknown; pinned: boolean }>(
      db,
      "select version_id, pinned from reflux.runs where id = $1",
      [run],
    );
    expect({ version_id, pinned }).toEqual({ version_id: null, pinned: true });
    const { rows } = await db.query("select number from reflux.flow_versions");
    expect(rows).toEqual([{ number: 1 }]);
    await checkPromises(db);
  });
});

test("without a draft it is what is published", async () => {
  await withTx(async (db) => {
    const worker = await Worker.register(db);
    await deploy(db, "flow", chain("a", "b", "c"));

    const run = await tryStep(db, "b");
    await worker.drive(db);

    expect(await states(db, run)).toEqual({ a: "succeeded", b: "succeeded" });
  });
});

test("what is wrong behind the step does not matter, what is wrong before it does", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", chain("a"));
    await draft(db, flow({ a: {}, b: {}, c: { node: "no.such" }, d: {} }, ["a -> b", "b -> c", "c -> d"]));

    await tryStep(db, "b");

    expect(await refusal(db, () => tryStep(db, "d"))).toMatchObject({ code: "RFV01" });
  });
});

test("a step whose error edge is cut off fails the run", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", flow({ a: { on_error: "edge" }, b: {}, h: {} }, ["a -> b", "a.error -> h"]));
    const onError = async (run: string) =>
      await one<{ on_error: string }>(
        db,
        "select g.on_error from reflux.runs r join reflux.graph_steps g on g.graph_id = r.graph_id where r.id = $1 and g.key = 'a'",
        [run],
      );

    expect(await onError(await tryStep(db, "b"))).toEqual({ on_error: "fail" });
    expect(await onError(await tryStep(db, "h"))).toEqual({ on_error: "edge" });
  });
});

test("a used key gives the run it started", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", chain("a", "b"));

    expect(await tryStep(db, "b", { key: "k" })).toBe(await tryStep(db, "b", { key: "k" }));
  });
});

const refused: readonly (readonly [string, (db: Db) => Promise<unknown>, string])[] = [
  ["an unknown flow", (db) => db.query("select reflux.try_step('nope', 'a')"), "RFN01"],
  ["an unknown step", (db) => tryStep(db, "z"), "RFN03"],
  ["no step", (db) => db.query("select reflux.try_step('flow', null)"), "RFN03"],
  ["a draft that somebody changed", (db) => tryStep(db, "a", { revision: 3 }), "RFC02"],
  ["a key that is too long", (db) => tryStep(db, "a", { key: "k".repeat(501) }), "RFV06"],
  [
    "a flow that is disabled",
    async (db) => {
      await db.query("select reflux.set_flow_enabled('flow', false)");
      await tryStep(db, "a");
    },
    "RFS04",
  ],
  [
    "a flow with nothing in it",
    async (db) => {
      await db.query("select reflux.create_flow('empty')");
      await db.query("select reflux.try_step('empty', 'a')");
    },
    "RFN03",
  ],
  [
    "a flow with neither a draft nor a version",
    async (db) => {
      await db.query("select reflux.create_flow('bare')");
      await db.query("select reflux.discard_draft('bare')");
      await db.query("select reflux.try_step('bare', 'a')");
    },
    "RFN04",
  ],
];

test.each(refused)("%s is refused", async (_, call, code) => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", chain("a", "b"));

    const error = await refusal(db, () => call(db));

    expect(error.code).toBe(code);
  });
});

async function draft(db: Db, document: unknown): Promise<void> {
  await db.query("select reflux.save_draft('flow', $1)", [JSON.stringify(document)]);
}

async function tryStep(
  db: Db,
  step: string,
  { key = null, revision = null }: { readonly key?: string | null; readonly revision?: number | null } = {},
): Promise<string> {
  const run = await one<{ id: string }>(db, "select id from reflux.try_step('flow', $1, '{}', $2, $3)", [
    step,
    revision,
    key,
  ]);
  return run.id;
}
