import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { deploy, flow, one, start } from "../kit.ts";
import { Worker } from "../worker.ts";

const folder = new URL("../../migrations/", import.meta.url);
const file = readdirSync(folder).find((name) => name.endsWith("_run_keys.sql")) ?? "";
const migration = readFileSync(new URL(file, folder), "utf8");
const conversion = /^with kind as[\s\S]*?;$/m.exec(migration)?.[0] ?? "";

test("a key that was used before keys had kinds gives the run of that time, and no other kind can have it", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const document = (step: string) =>
      flow(
        {
          [step]: { node: "webhook.in", config: { path: "/p/", method: "put" } },
          by_hand: { node: "manual" },
          a: {},
        },
        [`${step} -> a`, "by_hand -> a"],
      );
    await deploy(db, "flow", document("rec"));
    const starts = async (count: number) => {
      const runs: string[] = [];
      while (runs.length < count) runs.push(await start(db, "flow"));
      return runs;
    };
    const [called = "", sent = "", timed = "", child = "", forged = "", tried = ""] = await starts(6);
    await deploy(db, "flow", document("received"));
    const [again = ""] = await starts(1);
    await db.query("alter table reflux.runs drop constraint key_has_its_kind");
    await db.query("drop index reflux.runs_idempotency");
    const was = async (id: string, columns: Record<string, unknown>) => {
      for (const [column, value] of Object.entries(columns))
        await db.query(`update reflux.runs set ${column} = $2 where id = $1`, [id, value]);
    };
    await was(called, { trigger_step: "rec", idempotency_key: "webhook:rec:a:b" });
    await was(sent, { idempotency_key: "webhook:rec:x" });
    await was(timed, { trigger_step: "cron", idempotency_key: "schedule:7:2026-01-01T00:00:00Z" });
    await was(child, {
      parent_run_id: 42,
      parent_idx: 1,
      parent_scope: "each[1]",
      idempotency_key: "parent:42:1:each[1]:3",
    });
    await was(forged, { idempotency_key: "parent:42:1::1" });
    await was(tried, { pinned: true, idempotency_key: "editor:1" });
    await was(again, { trigger_step: "received", idempotency_key: "webhook:received:a:b" });

    await db.query(conversion);

    await db.query(
      "create unique index runs_idempotency on reflux.runs (flow_id, idempotency_key, key_kind) where idempotency_key is not null",
    );
    const { rows } = await db.query("select id, key_kind, idempotency_key from reflux.runs order by id");
    expect(rows.map(({ id, key_kind: kind, idempotency_key: key }) => [id, kind, key])).toEqual([
      [called, "webhook", '["PUT", "p", "a:b"]'],
      [sent, "start", "webhook:rec:x"],
      [timed, "schedule", '["7", "2026-01-01T00:00:00Z"]'],
      [child, "child", '["42", "1", "each[1]", "3"]'],
      [forged, "start", "parent:42:1::1"],
      [tried, "try", "editor:1"],
      [again, "webhook", "webhook:received:a:b"],
    ]);
    const { id: hook } = await one<{ id: string }>(db, "select id from reflux.webhooks");
    expect(
      await one(db, "select run_id, replayed from reflux_private.receive_webhook($1, '{}', '1', 'a:b')", [
        hook,
      ]),
    ).toEqual({ run_id: called, replayed: true });
    expect(await start(db, "flow", { key: "webhook:rec:x", input: { any: 1 } })).toBe(sent);
  });
});
