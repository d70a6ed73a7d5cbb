import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { type Db, deploy, flow, one, refusal, start } from "../kit.ts";
import { Worker } from "../worker.ts";

const document = flow({ a: {} }, [], {
  input: {
    type: "object",
    required: ["id"],
    properties: { id: { type: "integer" }, name: { type: "string", maxLength: 3 } },
  },
});

const input = { id: 1 };
const cases: readonly (readonly [string, (db: Db) => Promise<unknown>, string])[] = [
  ["an unknown flow", (db) => start(db, "nope", { input }), "RFN01"],
  ["no flow", (db) => db.query("select reflux.start_run(null)"), "RFN01"],
  ["a version that is not there", (db) => start(db, "flow", { input, version: 9 }), "RFN04"],
  ["a priority out of range", (db) => start(db, "flow", { input, priority: 1001 }), "RFV06"],
  ["no priority", (db) => db.query("select reflux.start_run('flow', '{}', priority => null)"), "RFV06"],
  ["a key that is too long", (db) => start(db, "flow", { input, key: "k".repeat(501) }), "RFV06"],
  [
    "an input that does not fit the schema",
    (db) => start(db, "flow", { input: { id: "x", name: "long" } }),
    "RFV03",
  ],
  ["no input where one is required", (db) => start(db, "flow"), "RFV03"],
  [
    "an input over the size limit",
    async (db) => {
      await db.query("update reflux.settings set max_payload_bytes = 100");
      await start(db, "flow", { input: { id: 1, more: "x".repeat(100) } });
    },
    "RFV04",
  ],
  [
    "a flow that is disabled",
    async (db) => {
      await db.query("select reflux.set_flow_enabled('flow', false)");
      await start(db, "flow", { input });
    },
    "RFS04",
  ],
  [
    "a flow that is archived",
    async (db) => {
      await db.query("select reflux.archive_flow('flow')");
      await start(db, "flow", { input });
    },
    "RFS04",
  ],
];

test.for(cases)("%s", async ([, call, code]) => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", document);

    const refused = await refusal(db, () => call(db));

    expect(refused.code).toBe(code);
    expect(await one(db, "select count(*)::int as runs from reflux.runs")).toEqual({ runs: 0 });
  });
});

test("every problem of an input is told, with its path", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(db, "flow", document);

    const { detail } = await refusal(db, () => start(db, "flow", { input: { id: "x", name: "long" } }));

    expect(detail).toEqual({
      problems: [
        expect.objectContaining({ path: "input.id", message: "expected integer, got string" }),
        expect.objectContaining({ path: "input.name" }),
      ],
    });
  });
});

test("an older version is started by its number", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const old = await deploy(db, "flow", flow({ a: {} }));
    await deploy(db, "flow", flow({ a: {}, b: {} }));

    const run = await start(db, "flow", { version: 1 });

    expect(await one(db, "select version_id from reflux.runs where id = $1", [run])).toEqual({
      version_id: old.id,
    });
  });
});
