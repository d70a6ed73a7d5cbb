import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { type Db, deploy, flow, start } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";
import { alarmed, alerts, raise, told } from "./kit.ts";

/** Lets everything fail and alerts be raised until nothing moves; how many runs were started by it. */
async function storm(db: Db, worker: Worker): Promise<number> {
  let raised = 0;
  for (let round = 0; round < 10; round += 1) {
    await worker.drive(db, () => fails());
    const more = await raise(db);
    if (more === 0) return raised;
    raised += more;
  }
  throw new Error("it goes on and on");
}

test("the failing run of an on-failure flow is counted and starts none", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await start(db, "work");

    expect(await storm(db, worker)).toBe(1);
    expect(await alerts(db)).toMatchObject([
      { flow: "work", alert_run_id: expect.any(String) },
      { flow: "tell", step: "say", count: 1, alert_run_id: null, problem: null },
    ]);
  });
});

test("two flows that are each other's on-failure flow do not go round", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await db.query("select reflux.set_on_failure('tell', 'work')");
    await start(db, "work");

    expect(await storm(db, worker)).toBe(1);
    // Started by a person, it is a run like any other.
    await start(db, "tell");
    expect(await storm(db, worker)).toBe(1);
    expect(await told(db, "work")).toMatchObject([{ flow: "tell" }]);
  });
});

test("an on-failure flow that fails when a person starts it does not tell itself", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await start(db, "tell");

    expect(await storm(db, worker)).toBe(0);
    expect(await alerts(db)).toMatchObject([{ flow: "tell", alert_run_id: null, problem: null }]);
  });
});

test("a child of an on-failure run tells nobody either", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await deploy(db, "child", flow({ deep: {} }));
    await start(db, "work");
    await worker.drive(db, () => fails());
    await raise(db);
    await worker.drive(db, (key) =>
      key === "say" ? { kind: "call_flow", output: { flow: "child" } } : fails(),
    );

    expect(await storm(db, worker)).toBe(0);
    expect((await alerts(db)).map((a) => a.flow)).toEqual(["work", "tell"]);
  });
});

test("a flow may have one of its own, or none", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await deploy(db, "own", flow({ say: {} }));
    await deploy(db, "quiet", flow({ work: {} }));
    await db.query("select reflux.set_on_failure('work', 'own')");
    await db.query("select reflux.set_on_failure('quiet', alerts => false)");
    for (const slug of ["work", "quiet"]) await start(db, slug);
    await worker.drive(db, (key) => (key === "say" ? ok() : fails()));

    expect(await raise(db)).toBe(1);
    expect([await told(db), await told(db, "own")]).toMatchObject([[], [{ flow: "work" }]]);
    expect((await alerts(db)).find((a) => a.flow === "quiet")).toMatchObject({
      count: 1,
      alert_run_id: null,
      problem: null,
    });
  });
});

const dead: readonly (readonly [string, string, RegExp])[] = [
  ["disabled", "select reflux.set_flow_enabled('tell', false)", /^RFS04 flow tell is disabled/],
  ["archived", "select reflux.archive_flow('tell')", /^RFS04 flow tell is archived/],
  ["gone", "update reflux.settings set on_failure_flow = 'gone'", /^RFN01 no flow 'gone'/],
];

test.for(dead)(
  "one that is %s is a problem of the alert and told by health, no error",
  async ([, change, problem]) => {
    await withTx(async (db) => {
      const worker = await alarmed(db);
      const health = async () =>
        (await db.query("select dead_on_failure_flows as n from reflux.health()")).rows[0]?.n;
      expect(await health()).toBe(0);
      await db.query(change);
      await start(db, "work");
      await worker.drive(db, () => fails());

      expect(await raise(db)).toBe(0);
      expect(await alerts(db)).toMatchObject([
        { count: 1, alert_run_id: null, problem: expect.stringMatching(problem) },
      ]);
      expect(await health()).toBe(1);
    });
  },
);

test("one whose input schema wants something else is a problem; set right, the next failure is told of both", async () => {
  await withTx(async (db) => {
    const worker = await alarmed(db);
    await deploy(
      db,
      "tell",
      flow({ say: {} }, [], { input: { type: "object", required: ["nothing-like-it"] } }),
    );
    await start(db, "work");
    await worker.drive(db, () => fails());
    await raise(db);
    expect(await alerts(db)).toMatchObject([{ problem: expect.stringMatching(/^RFV03 /) }]);

    await deploy(db, "tell", flow({ say: {} }));
    await start(db, "work");
    await worker.drive(db, () => fails());

    expect(await raise(db)).toBe(1);
    expect(await told(db)).toMatchObject([{ count: 2 }]);
    expect(await alerts(db)).toMatchObject([{ count: 2, problem: null }]);
  });
});
