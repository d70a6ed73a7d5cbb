import { expect, test } from "vitest";
import { withDb } from "#db/testing/databases.ts";
import { firstFlowSql } from "#web/src/data/call-forms.ts";
import * as offered from "#web/src/screens/run/sql.ts";
import { runsSql } from "#web/src/screens/runs/copy-forms.ts";

const node = { effects: "pure", version: 1, config: {}, ports: ["out"], retry: {} };
const nodes = [
  { ...node, id: "manual", title: "manual", kind: "trigger" },
  { ...node, id: "log", title: "log", kind: "action" },
];

const name = { run: "1", step: "start", scope: "" };
const logs = { step: "start", scope: "", attempt: 1, levels: ["warn", "error"], search: "o'clock 100%" };

/** What the pages of runs offer to copy, by the function that writes it. */
const written: Readonly<Record<Exclude<keyof typeof offered, "runGraphql">, readonly string[]>> = {
  stepRowsSql: [offered.stepRowsSql(name)],
  stepAttemptsSql: [offered.stepAttemptsSql(name)],
  logsForms: [offered.logsForms("1", {}, true).sql ?? "", offered.logsForms("1", logs, false).sql ?? ""],
  historyForms: [offered.historyForms("1").sql ?? ""],
  allowedSql: [offered.allowedSql(name)],
  whySql: [offered.whySql(name), offered.whySql({ ...name, scope: "it's" })],
  payloadSql: [offered.payloadSql(name, "input"), offered.payloadSql(name, "output")],
  runSql: [offered.runSql("1")],
};

test("what is offered where there is nothing works there, and what is offered of a run reads it and changes nothing", async () => {
  await withDb(async ({ pool }) => {
    await pool.query("select reflux_private.register_worker('test', $1, 10)", [JSON.stringify(nodes)]);
    await pool.query(firstFlowSql);
    const before = await pool.query("select state, attempt from reflux.steps");

    expect(before.rows).toHaveLength(1);
    expect(Object.keys(offered).toSorted()).toEqual(["runGraphql", ...Object.keys(written)].toSorted());
    const lists = [
      {},
      { waits: ["person", "worker"] as const },
      { waits: ["worker"] as const, flow: "hello" },
    ].map(runsSql);
    for (const sql of [...Object.values(written).flat(), ...lists])
      await expect(pool.query(sql), sql).resolves.toBeDefined();
    expect((await pool.query(lists[2] ?? "")).rows).toHaveLength(1);
    expect((await pool.query("select state, attempt from reflux.steps")).rows).toEqual(before.rows);
  });
});
