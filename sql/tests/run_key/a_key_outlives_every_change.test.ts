import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { type Db, deploy, flow, one, start } from "../kit.ts";
import { Worker } from "../worker.ts";

const document = (step: string, options: Record<string, unknown> = {}, more: readonly string[] = []) => ({
  ...flow(
    {
      [step]: { node: "webhook.in", config: { path: "orders" } },
      by_hand: { node: "manual" },
      a: {},
      ...Object.fromEntries(more.map((key) => [key, {}])),
    },
    [`${step} -> a`, "by_hand -> a", ...more.map((key) => `a -> ${key}`)],
  ),
  ...options,
});
const strict = { input: { type: "object", required: ["never"], properties: { never: {} } } };

const changes: Readonly<Record<string, (db: Db) => Promise<unknown>>> = {
  "nothing changed": async () => undefined,
  "it was disabled": (db) => db.query("select reflux.set_flow_enabled('flow', false)"),
  "its schema became stricter": (db) => deploy(db, "flow", document("hook", strict)),
  "its webhook step was renamed": (db) => deploy(db, "flow", document("received")),
  "another version was deployed": (db) => deploy(db, "flow", document("hook", {}, ["b"])),
  "its step was renamed, its schema stricter, and it was disabled": async (db) => {
    await deploy(db, "flow", document("received", strict));
    await db.query("select reflux.set_flow_enabled('flow', false)");
  },
};

const slugOf = async (db: Db) => (await one<{ slug: string }>(db, "select slug from reflux.flows")).slug;
const doors: Readonly<Record<string, (db: Db) => Promise<string>>> = {
  start_run: async (db) => await start(db, await slugOf(db), { input: { n: 1 }, key: "order-7" }),
  "start_run of a version that is not there": async (db) =>
    await start(db, await slugOf(db), { input: { n: 1 }, key: "order-7", version: 99 }),
  receive_webhook: async (db) => {
    const { run_id: run } = await one<{ run_id: string }>(
      db,
      `select run_id from reflux.webhooks w, reflux_private.receive_webhook(w.id, '{"method": "POST"}', '{"n": 1}', 'order-7')`,
    );
    return run;
  },
};

const cases = Object.keys(doors).flatMap((door) =>
  Object.keys(changes).map((change) => [door, change] as const),
);

test.for(cases)("%s gives the same run for the same key when %s", async ([door, change]) => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", document("hook"));
    const again = doors[door]!;
    const first = await (door.startsWith("start_run") ? doors["start_run"]! : again)(db);

    await changes[change]!(db);

    expect(await again(db)).toBe(first);
    expect(await one(db, "select count(*)::int as runs from reflux.runs")).toEqual({ runs: 1 });
  });
});
