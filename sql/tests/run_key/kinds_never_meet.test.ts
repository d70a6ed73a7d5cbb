import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { checkPromises } from "#db/testing/promises.ts";
import { chain, type Db, deploy, flow, one, refusal, start } from "../kit.ts";
import { Worker } from "../worker.ts";

const arity = { start: 1, try: 1, webhook: 3, schedule: 2, child: 4, alert: 1 } as const;
const kinds = Object.keys(arity) as (keyof typeof arity)[];

/** What an attacker puts into a part: the marks of every way to join parts. */
const part = fc
  .string({
    unit: fc.constantFrom("a", "1", ":", "[", "]", '"', ",", "\\", " ", "{", "}", "'", "é", "\n"),
    minLength: 1,
    maxLength: 6,
  })
  .filter((one) => one.trim() !== "");
const made = fc
  .constantFrom(...kinds)
  .chain((kind) =>
    fc.tuple(fc.constant(kind), fc.array(part, { minLength: arity[kind], maxLength: arity[kind] })),
  );

test("keys of different kinds or parts are different, whatever the parts hold", async () => {
  await withTx(async (db) => {
    const keyOf = async ([kind, parts]: readonly [string, readonly string[]]) =>
      JSON.stringify(
        await one(db, "select kind, key from reflux_private.run_key($1, null, variadic $2)", [kind, parts]),
      );
    const seen = new Map<string, string>();

    await fc.assert(
      fc.asyncProperty(fc.array(made, { minLength: 2, maxLength: 20 }), async (list) => {
        for (const entry of list) {
          const [key, parts] = [await keyOf(entry), JSON.stringify(entry)];
          expect(seen.get(key) ?? parts).toBe(parts);
          seen.set(key, parts);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const forged = (run: string, hook: string, schedule: string) => [
  `webhook:rec:order-7`,
  `webhook:POST:${hook}:order-7`,
  JSON.stringify(["POST", hook, "order-7"]),
  `["POST", "${hook}", "order-7"]`,
  `parent:${run}:0::1`,
  `["${run}", "0", "", "1"]`,
  JSON.stringify([run, "0", "", "1"]),
  `schedule:${schedule}:2026-01-01T00:00:00.000Z`,
  `["${schedule}", "2026-01-01T00:00:00.000Z"]`,
  "order-7",
];

test("a key that a person sends swallows no call of a webhook, no time of a schedule, no child, no try", async () => {
  await withDb(async ({ pool }) => {
    const worker = await Worker.register(pool);
    await deploy(
      pool,
      "flow",
      flow(
        {
          rec: { node: "webhook.in", config: { path: "orders" } },
          cron: { node: "schedule.cron", config: { cron: "* * * * *" } },
          by_hand: { node: "manual" },
          a: {},
        },
        ["rec -> a", "cron -> a", "by_hand -> a"],
      ),
    );
    await deploy(pool, "parent", flow({ call: {} }));
    const parent = await start(pool, "parent");
    const { hook, schedule } = await one<{ hook: string; schedule: string }>(
      pool,
      "select w.id as hook, s.id as schedule from reflux.webhooks w, reflux.schedules s",
    );
    const mine = new Set<string>();
    for (const key of forged(parent, "orders", schedule)) mine.add(await start(pool, "flow", { key }));
    const tries = new Set<string>();
    for (const key of forged(parent, "orders", schedule)) {
      tries.add(
        (
          await one<{ id: string }>(pool, "select id from reflux.try_step('flow', 'a', '{}', null, $1)", [
            key,
          ])
        ).id,
      );
    }

    const called = await receive(pool, hook, {}, "order-7");
    await pool.query("update reflux.schedules set next_at = '2026-01-01T00:00:00Z'");
    await pool.query(
      "select reflux_private.fire_schedule($1, '2026-01-01T00:00:00Z', array['2026-01-01T00:00:00Z'::timestamptz], null)",
      [schedule],
    );
    const [step] = (await worker.take(pool)).filter(({ run_id }) => run_id === parent);
    if (!step) throw new Error("the parent was not leased");
    await worker.complete(pool, { step, kind: "call_flow", output: { flow: "flow", input: {} } });

    expect(called.replayed).toBe(false);
    const { rows } = await pool.query<{ kind: string; runs: string[] }>(
      "select key_kind as kind, array_agg(id::text order by id) as runs from reflux.runs where key_kind is not null group by 1",
    );
    const runs = new Map(rows.map(({ kind, runs: ids }) => [kind, ids]));
    expect(runs.get("start")).toEqual([...mine]);
    expect(runs.get("try")).toEqual([...tries]);
    expect(runs.get("webhook")).toEqual([called.run_id]);
    expect(runs.get("schedule")).toHaveLength(1);
    expect(runs.get("child")).toHaveLength(1);
    expect(mine.size + tries.size).toBe(20);
  });
});

type Received = { readonly run_id: string; readonly replayed: boolean };

async function receive(db: Db, hook: string, body: unknown, key: string): Promise<Received> {
  const text = "select run_id, replayed from reflux_private.receive_webhook($1, $2, $3, $4)";
  return await one<Received>(db, text, [hook, "{}", JSON.stringify(body), key]);
}

test("a key that comes back with something else is a conflict, which names the run", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(
      db,
      "flow",
      flow({ rec: { node: "webhook.in", config: { path: "p" } }, by_hand: { node: "manual" }, a: {} }, [
        "rec -> a",
        "by_hand -> a",
      ]),
    );
    const { id: hook } = await one<{ id: string }>(db, "select id from reflux.webhooks");
    const tryStep = async (step: string, input: unknown) =>
      (
        await one<{ id: string }>(db, "select id from reflux.try_step('flow', $1, $2, null, 'k')", [
          step,
          JSON.stringify(input),
        ])
      ).id;
    const doors: readonly (readonly [string, () => Promise<string>, () => Promise<string>])[] = [
      [
        "start",
        () => start(db, "flow", { key: "k", input: { id: 1, x: 2 } }),
        () => start(db, "flow", { key: "k", input: { id: 2 } }),
      ],
      [
        "webhook",
        async () => (await receive(db, hook, { id: 1, x: 2 }, "k")).run_id,
        async () => (await receive(db, hook, { id: 2 }, "k")).run_id,
      ],
      ["try", () => tryStep("a", { id: 1, x: 2 }), () => tryStep("a", { id: 2 })],
      ["try another step", () => tryStep("a", { id: 1, x: 2 }), () => tryStep("by_hand", { id: 1, x: 2 })],
    ];
    for (const [what, same, other] of doors) {
      const run = await same();

      const refused = await refusal(db, other);

      expect([what, refused.code, refused.detail]).toEqual([what, "RFC10", { run: Number(run) }]);
      expect(await same(), what).toBe(run);
    }
    // The order of an object's keys is nobody's intention.
    expect(await start(db, "flow", { key: "k", input: { x: 2, id: 1 } })).toBe(
      await start(db, "flow", { key: "k", input: { id: 1, x: 2 } }),
    );
  });
});

test("two starts at once under one key: with one body both get the run, with two bodies one is told", async () => {
  await withDb(async ({ pool }) => {
    await Worker.register(pool);
    await deploy(pool, "flow", chain("a"));

    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => start(pool, "flow", { key: "k", input: { id: index % 2 } })),
    );

    const runs = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    const codes = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.code] : []));
    expect(new Set(runs).size).toBe(1);
    expect([runs.length, codes]).toEqual([10, Array(10).fill("RFC10")]);
    await checkPromises(pool);
  });
});

test("a used key gives its run after the flow was disabled, wants more, or calls its webhook something else", async () => {
  await withTx(async (db) => {
    await Worker.register(db);
    const document = (step: string, input?: unknown) =>
      flow(
        { [step]: { node: "webhook.in", config: { path: "p" } }, by_hand: { node: "manual" }, a: {} },
        [`${step} -> a`, "by_hand -> a"],
        input ? { input } : {},
      );
    const hookOf = async () => (await one<{ id: string }>(db, "select id from reflux.webhooks")).id;
    await deploy(db, "flow", document("rec"));
    const started = await start(db, "flow", { key: "k" });
    const called = await receive(db, await hookOf(), 1, "k");

    await deploy(db, "flow", document("received", { type: "object", required: ["id"] }));
    await db.query("select reflux.set_flow_enabled('flow', false)");

    expect(await start(db, "flow", { key: "k" })).toBe(started);
    expect(await receive(db, await hookOf(), 1, "k")).toEqual({ run_id: called.run_id, replayed: true });
    expect((await refusal(db, () => start(db, "flow", { key: "other" }))).code).toBe("RFS04");
  });
});

test.for(["", " ", "k".repeat(501)])("%j is no key at any door", async (key) => {
  await withTx(async (db) => {
    await Worker.register(db);
    await deploy(
      db,
      "flow",
      flow({ rec: { node: "webhook.in", config: { path: "p" } }, a: {} }, ["rec -> a"]),
    );
    const { id: hook } = await one<{ id: string }>(db, "select id from reflux.webhooks");

    for (const call of [
      () => start(db, "flow", { key }),
      () => receive(db, hook, 1, key),
      () => db.query("select reflux.try_step('flow', 'a', '{}', null, $1)", [key]),
    ])
      expect((await refusal(db, call)).code).toBe("RFV06");
  });
});

test("one function makes keys, and one writes them", () => {
  const root = new URL("../../functions/", import.meta.url);
  const all = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".sql"),
  );
  const bodies = all.map((name) => [name, code(readFileSync(new URL(name, root), "utf8"))] as const);
  const where = (pattern: RegExp) => bodies.filter(([, text]) => pattern.test(text)).map(([name]) => name);

  expect(where(/::reflux_private\.run_key\b/)).toEqual(["reflux_private/start/run_key.sql"]);
  expect(where(/\bkey_kind\b|\bkey_digest\b/).toSorted()).toEqual([
    // Asks only whether a run is an alert's.
    "reflux_private/observe/raise_alerts.sql",
    "reflux_private/start/run_of_key.sql",
    "reflux_private/start/start_runs.sql",
  ]);
  expect(where(/insert into reflux\.runs\b/)).toEqual([
    // A run without a key.
    "reflux/fork_run.sql",
    "reflux_private/start/start_runs.sql",
  ]);
  expect(where(/update reflux\.runs\b[^;]*set[^;]*idempotency_key\s*=/)).toEqual([]);
});

/** Without comments: they may talk. */
function code(text: string): string {
  return text.replaceAll(/^\s*--.*$/gm, "").replaceAll(/^comment on[\s\S]*?;$/gm, "");
}
