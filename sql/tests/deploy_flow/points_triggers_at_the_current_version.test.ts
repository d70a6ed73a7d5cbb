import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { type Db, deploy, flow, one, refusal } from "../kit.ts";
import { Worker } from "../worker.ts";

const hook = (path: string, rest: Record<string, unknown> = {}) =>
  flow({ in: { node: "webhook.in", config: { path }, ...rest }, a: {} }, ["in -> a"]);
const cron = (expression: string, rest: Record<string, unknown> = {}) =>
  flow({ tick: { node: "schedule.cron", config: { cron: expression }, ...rest }, a: {} }, ["tick -> a"]);

async function webhooks(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ hook: string }>(
    "select method || ' ' || path as hook from reflux.webhooks order by 1",
  );
  return rows.map(({ hook }) => hook);
}

test("a webhook answers at the path of the current version, and at no other", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", hook("/old/"));

    await deploy(db, "flow", hook("new"));

    expect(await webhooks(db)).toEqual(["POST new"]);
  });
});

test("a path that another flow answers at is refused, and nothing changes", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "one", hook("orders"));

    const { code } = await refusal(db, () => deploy(db, "two", hook("orders")));

    expect(code).toBe("RFV19");
    expect(await one(db, "select count(*)::int as flows from reflux.flows")).toEqual({ flows: 1 });
  });
});

test("an archived flow gives its path free, and gets it back when it is deployed again", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", hook("orders"));

    await db.query("select reflux.archive_flow('flow')");
    expect(await webhooks(db)).toEqual([]);
    await deploy(db, "flow", hook("orders"));

    expect(await webhooks(db)).toEqual(["POST orders"]);
  });
});

test("a schedule keeps its next time while its config stays, and forgets it when it changes", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", cron("0 * * * *"));
    await db.query("update reflux.schedules set next_at = '2030-01-01'");

    await deploy(db, "flow", {
      ...cron("0 * * * *"),
      steps: { ...cron("0 * * * *").steps, b: { node: "test.work" } },
      edges: ["tick -> a", "a -> b"],
    });
    expect(await one(db, "select next_at is not null as kept from reflux.schedules")).toEqual({ kept: true });

    await deploy(db, "flow", cron("5 * * * *"));
    expect(await one(db, "select next_at is not null as kept from reflux.schedules")).toEqual({
      kept: false,
    });
  });
});

test.for([
  ["webhook", hook("orders", { disabled: true }), "webhooks"],
  ["schedule", cron("0 * * * *", { disabled: true }), "schedules"],
] as const)("a %s that is disabled starts nothing", async ([, document, table]) => {
  await withTx(async (db) => {
    await Worker.register(db);

    await deploy(db, "flow", document);

    expect(await one(db, `select count(*)::int as n from reflux.${table}`)).toEqual({ n: 0 });
  });
});
