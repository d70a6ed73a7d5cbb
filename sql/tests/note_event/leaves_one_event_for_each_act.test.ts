import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { actsOnRuns, type Db, flow, startFlow } from "../kit.ts";
import { fails, ok, Worker } from "../worker.ts";

/** A run of one step that stands as the act needs it. */
type Stand = "ready" | "paused" | "retry" | "signal" | "failed";

/** Every function with which people act on a run: how the run stands, the call, and what the event says of it. */
const acts: Readonly<Record<string, readonly [Stand, string, string, object]>> = {
  pause_run: ["ready", "$1, reason => $2", "paused", {}],
  resume_run: ["paused", "$1, reason => $2", "resumed", {}],
  cancel_run: ["ready", "$1, reason => $2", "cancelled", {}],
  redrive_run: [
    "failed",
    "$1, reason => $2",
    "redriven",
    {
      detail: {
        steps: [
          { step: "a", scope: "" },
          { step: "b", scope: "" },
        ],
      },
    },
  ],
  redrive_step: [
    "failed",
    `$1, 'a', input => '{"n": 2}', reason => $2`,
    "redriven",
    { detail: { step: "a", scope: "", input: { n: 2 } } },
  ],
  // And one of the new run, which tells where it comes from.
  fork_run: ["failed", "$1, reason => $2", "forked", { detail: { version: 1 } }],
  retry_now: ["retry", "$1, 'a', reason => $2", "retried", { detail: { step: "a" } }],
  signal_step: [
    "signal",
    `$1, 'a', '{"by": "Ada"}', reason => $2`,
    "signalled",
    { detail: { step: "a", payload: { by: "Ada" } } },
  ],
  create_link: [
    "signal",
    "$1, 'a', reason => $2",
    "linked",
    { detail: { step: "a", expires_at: expect.any(String) } },
  ],
};

test("no function with which people act on a run is without a case here", async () => {
  await withTx(async (db) => {
    expect(await actsOnRuns(db)).toEqual(Object.keys(acts).toSorted());
  });
});

test.each(Object.entries(acts))(
  "%s leaves one event: who, why, and with what",
  async (name, [stand, args, kind, more]) => {
    await withTx(async (db) => {
      const run = await standing(db, stand);
      await db.query("delete from reflux.run_events");
      await db.query("select set_config('reflux.actor', 'Ada', true)");

      await db.query(`select * from reflux.${name}(${args})`, [run, "because"]);

      const { rows } = await db.query(
        "select run_id, kind, actor, reason, detail from reflux.run_events where run_id = $1",
        [run],
      );
      expect(rows).toMatchObject([{ run_id: run, kind, actor: "Ada", reason: "because", ...more }]);
    });
  },
);

test("an act on several steps is told with each of them", async () => {
  await withTx(async (db) => {
    const run = await standing(db, "failed");
    await db.query("select * from reflux.redrive_run($1)", [run]);

    const { rows } = await db.query(
      "select step, what, detail ->> 'from' as from from reflux.run_timeline where run_id = $1 and kind = 'event' order by step",
      [run],
    );

    expect(rows).toEqual(["a", "b"].map((step) => ({ step, what: "redriven", from: "failed" })));
  });
});

async function standing(db: Db, stand: Stand): Promise<string> {
  const worker = await Worker.register(db);
  const first = stand === "signal" ? { node: "test.wait" } : stand === "retry" ? { retry: { max: 1 } } : {};
  const run = await startFlow(db, flow({ a: first, b: {} }, []));
  if (stand === "paused") await db.query("select reflux.pause_run($1)", [run]);
  if (stand === "retry" || stand === "signal" || stand === "failed") {
    for (const step of await worker.take(db)) {
      const outcome =
        stand === "retry"
          ? fails()
          : stand === "failed"
            ? fails("RFX01", "never")
            : step.idx === 0
              ? { kind: "wait_for_signal" as const }
              : ok();
      await worker.complete(db, { step, ...outcome });
    }
  }
  return run;
}
