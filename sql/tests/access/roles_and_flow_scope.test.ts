import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, one, refusal, start } from "../kit.ts";
import { Worker } from "../worker.ts";

const roles = ["viewer", "operator", "editor", "admin"] as const;
type Role = (typeof roles)[number];

/** Two flows with a finished run each, seen as somebody of the API would. */
async function prepare(db: Db) {
  const worker = await Worker.register(db);
  const ids: Record<string, string> = {};
  const runs: Record<string, string> = {};
  for (const slug of ["mine", "theirs"]) {
    await deploy(db, slug, chain("a", slug));
    ids[slug] = (await one<{ id: string }>(db, "select id from reflux.flows where slug = $1", [slug])).id;
    runs[slug] = await start(db, slug);
  }
  await worker.drive(db);
  for (const run of Object.values(runs)) await db.query("select reflux.redrive_step($1, 'a')", [run]);
  await db.query("insert into reflux.secrets (name, ciphertext) values ('key', 'x')");
  return { ids, runs };
}

async function become(db: Db, role: Role | "api" | "query", flows = ""): Promise<void> {
  await db.query(`set local role reflux_${role}`);
  await db.query("select set_config('reflux.flows', $1, true)", [flows]);
}

async function isAllowed(db: Db, sql: string): Promise<boolean> {
  await db.query("savepoint attempt");
  try {
    await db.query(sql);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    // Whatever else is wrong with the call, it was made.
    return error.code !== "42501";
  } finally {
    await db.query("rollback to savepoint attempt");
  }
}

const calls: readonly (readonly [string, from: Role | "nobody"])[] = [
  ["select * from reflux.runs", "viewer"],
  ["select * from reflux.steps", "viewer"],
  ["select * from reflux.attempts", "viewer"],
  ["select * from reflux.run_steps", "viewer"],
  ["select * from reflux.run_timeline", "viewer"],
  ["select * from reflux.flow_health", "viewer"],
  ["select * from reflux.node_health", "viewer"],
  ["select * from reflux.stuck_steps", "viewer"],
  ["select id, name, lease_until from reflux.workers", "viewer"],
  ["select reflux.runs_allowed_actions(r) from reflux.runs r", "viewer"],
  ["select * from reflux.why(1)", "viewer"],
  ["select reflux.check_flow('{}')", "viewer"],
  ["select * from reflux.whoami()", "viewer"],
  ["select reflux.start_run('mine')", "operator"],
  ["select reflux.pause_run(1)", "operator"],
  ["select reflux.resume_run(1)", "operator"],
  ["select reflux.cancel_run(1)", "operator"],
  ["select reflux.redrive_step(1, 'a')", "operator"],
  ["select reflux.redrive_run(1)", "operator"],
  ["select reflux.fork_run(1)", "operator"],
  ["select reflux.retry_now(1, 'a')", "operator"],
  ["select reflux.signal_step(1, 'a')", "operator"],
  ["select reflux.deploy_flow('mine', '{}')", "editor"],
  ["select reflux.set_flow_enabled('mine', false)", "editor"],
  ["select reflux.archive_flow('mine')", "editor"],
  ["select reflux.try_step('mine', 'a')", "editor"],
  ["select name, updated_at from reflux.secrets", "editor"],
  ["select id, name, role from reflux.api_tokens", "admin"],
  ["select secret from reflux.workers", "nobody"],
  ["select ciphertext from reflux.secrets", "nobody"],
  ["select hash from reflux.api_tokens", "nobody"],
  ["select * from reflux.changes", "nobody"],
  ["select * from reflux.attempts_rest", "nobody"],
  ["select * from reflux_private.slot_keys", "nobody"],
  ["select * from reflux_private.logins", "nobody"],
  ["update reflux.runs set state = 'succeeded'", "nobody"],
  ["update reflux.settings set lease = '1 hour'", "nobody"],
  ["delete from reflux.flows", "nobody"],
  ["select reflux_private.complete_steps(1, '{}', '{}', '{}', '{}')", "nobody"],
  ["select reflux_private.take_steps(1, '{}', '{}', '{}')", "nobody"],
  ["select reflux_private.register_worker('x', '[]', 1)", "nobody"],
  ["select reflux_private.sweep()", "nobody"],
  ["select * from graphile_worker._private_jobs", "nobody"],
];

test.for(calls)("%s is for a %s and those above", async ([sql, from]) => {
  await withTx(async (db) => {
    await prepare(db);
    const allowed: boolean[] = [];
    for (const role of roles) {
      await become(db, role);
      allowed.push(await isAllowed(db, sql));
      await db.query("reset role");
    }

    expect(allowed).toEqual(roles.map((_role, n) => from !== "nobody" && n >= roles.indexOf(from)));
  });
});

test.for(calls)("without having become one of the four, the logins may not: %s", async ([sql]) => {
  await withTx(async (db) => {
    await prepare(db);
    for (const login of ["api", "query"] as const) {
      await become(db, login);
      expect([login, await isAllowed(db, sql)]).toEqual([login, false]);
      await db.query("reset role");
    }
  });
});

test("each is told who they are, and the owner is more than an admin needs to be", async () => {
  await withTx(async (db) => {
    const { ids } = await prepare(db);
    await db.query("select set_config('reflux.actor', 'ada', true)");
    const told: unknown[] = [];
    for (const role of roles) {
      await become(db, role, role === "editor" ? ids["mine"] : "*");
      told.push(await one(db, "select * from reflux.whoami()"));
      await db.query("reset role");
    }

    expect(told).toEqual(
      roles.map((role, n) => ({ role, rank: n + 1, actor: "ada", all_flows: role !== "editor" })),
    );
    expect(await one(db, "select role from reflux.whoami()")).toEqual({ role: "admin" });
  });
});

const scoped = {
  "reflux.flows": "id",
  "reflux.flow_versions": "flow_id",
  "reflux.runs": "flow_id",
  "reflux.steps": "(select flow_id from reflux.runs r where r.id = run_id)",
  "reflux.run_steps": "(select flow_id from reflux.runs r where r.id = run_id)",
  "reflux.attempts": "(select flow_id from reflux.runs r where r.id = run_id)",
  "reflux.run_events": "(select flow_id from reflux.runs r where r.id = run_id)",
  "reflux.run_timeline": "(select flow_id from reflux.runs r where r.id = run_id)",
  "reflux.flow_health": "flow_id",
};

test.for(Object.entries(scoped))(
  "a token for one flow sees that flow's rows of %s, all of them",
  async ([table, flow]) => {
    await withTx(async (db) => {
      const { ids } = await prepare(db);
      const all = await one<{ n: number }>(db, `select count(*)::int as n from ${table} where ${flow} = $1`, [
        ids["mine"],
      ]);
      expect(all.n).toBeGreaterThan(0);

      await become(db, "admin", ids["mine"]);

      const { rows } = await db.query<{ flow: string; n: number }>(
        `select ${flow} as flow, count(*)::int as n from ${table} group by 1`,
      );
      expect(rows).toEqual([{ flow: ids["mine"], n: all.n }]);
    });
  },
);

test("a graph is seen through a version or a run that is seen", async () => {
  await withTx(async (db) => {
    const { ids } = await prepare(db);

    await become(db, "viewer", ids["mine"]);

    expect(
      await one(
        db,
        "select count(*)::int as graphs, (select count(*)::int from reflux.graph_steps) as steps from reflux.graphs",
      ),
    ).toEqual({
      graphs: 1,
      steps: 2,
    });
  });
});

test("what is not seen is not found, by any call", async () => {
  await withTx(async (db) => {
    const { ids, runs } = await prepare(db);
    const theirs = runs["theirs"];
    const attempts = {
      "select reflux.start_run('theirs')": "RFN01",
      "select reflux.deploy_flow('theirs', $$ {} $$)": "RFV01",
      "select reflux.set_flow_enabled('theirs', false)": "RFN01",
      "select reflux.archive_flow('theirs')": "RFN01",
      [`select reflux.pause_run(${theirs})`]: "RFN02",
      [`select reflux.resume_run(${theirs})`]: "RFN02",
      [`select reflux.cancel_run(${theirs})`]: "RFN02",
      [`select reflux.redrive_run(${theirs})`]: "RFN02",
      [`select reflux.redrive_step(${theirs}, 'a')`]: "RFN02",
      [`select reflux.fork_run(${theirs})`]: "RFN02",
      [`select reflux.retry_now(${theirs}, 'a')`]: "RFN02",
      [`select reflux.signal_step(${theirs}, 'a')`]: "RFN02",
      [`select reflux.why(${theirs})`]: "RFN02",
    };
    await become(db, "admin", ids["mine"]);

    const seen: Record<string, string> = {};
    for (const sql of Object.keys(attempts)) seen[sql] = (await refusal(db, () => db.query(sql))).code;

    expect(seen).toEqual(attempts);
    const document = JSON.stringify(chain("a"));
    expect(
      (await refusal(db, () => db.query("select reflux.deploy_flow('theirs', $1)", [document]))).code,
    ).toBe("RFN01");
    expect((await refusal(db, () => db.query("select reflux.why(999999)"))).message).toBe("no run 999999");
  });
});

test("a change names no run of a flow that is not seen", async () => {
  await withTx(async (db) => {
    const { ids, runs } = await prepare(db);

    await become(db, "viewer", ids["mine"]);

    const { rows } = await db.query<{ runs: string[] }>("select runs from reflux.changes_since('0')");
    expect(new Set(rows.flatMap((row) => row.runs))).toEqual(new Set([runs["mine"]]));
  });
});

test("a call of a child flow that the token does not see cancels with its parent all the same", async () => {
  await withTx(async (db) => {
    const { ids } = await prepare(db);
    const worker = await Worker.register(db);
    await worker.drive(db);
    const run = await start(db, "mine");
    const [step] = await worker.take(db);
    await worker.complete(db, { step: step!, kind: "call_flow", output: { flow: "theirs" } });
    await become(db, "operator", ids["mine"]);

    await db.query("select reflux.cancel_run($1)", [run]);

    await db.query("reset role");
    await db.query("select set_config('reflux.flows', '', true)");
    expect(await one(db, "select state from reflux.runs where parent_run_id = $1", [run])).toEqual({
      state: "cancelled",
    });
  });
});
