/** What a run may call and read is what whoever deployed its version reaches, whoever starts it. */
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, flow, one, refusal, start } from "../kit.ts";
import type { Worker } from "../worker.ts";
import { as, asOwner, calls, registerJudged } from "./kit.ts";

async function prepare(db: Db): Promise<Worker> {
  const worker = await registerJudged(db);
  for (const slug of ["mine", "friend", "theirs"]) await deploy(db, slug, chain("a"));
  return worker;
}

/** How the call of a flow by the first step of a run is answered: `called`, or the code it is refused with. */
async function call(db: Db, worker: Worker, run: string, called: string): Promise<string> {
  await asOwner(db);
  const [step] = await worker.take(db, [[run, 0, ""]]);
  if (!step) throw new Error(`run ${run} has no step to take`);
  const answer = async () => await worker.complete(db, { step, kind: "call_flow", output: { flow: called } });
  await db.query("savepoint before_call");
  try {
    await answer();
    return "called";
  } catch (error) {
    await db.query("rollback to savepoint before_call");
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}

const dynamic = flow({ go: calls("{{ input.flow }}") });

test("a flow that an editor of some flows deploys calls those and itself, and no other", async () => {
  await withTx(async (db) => {
    const worker = await prepare(db);
    await as(db, "editor", "mine", "friend");
    await deploy(db, "mine", dynamic);
    const answers: Record<string, string> = {};
    for (const called of ["mine", "friend", "theirs", "none"]) {
      await as(db, "editor", "mine");
      answers[called] = await call(db, worker, await start(db, "mine"), called);
    }

    expect(answers).toEqual({ mine: "called", friend: "called", theirs: "RFP14", none: "RFP14" });
  });
});

test("whoever starts, retries or re-drives a run lends it nothing and takes nothing from it", async () => {
  await withTx(async (db) => {
    const worker = await prepare(db);
    await as(db, "editor", "mine");
    await deploy(db, "mine", dynamic);
    await as(db, "admin");
    const byAdmin = await start(db, "mine");
    expect(await call(db, worker, byAdmin, "theirs")).toBe("RFP14");

    await as(db, "admin");
    await deploy(db, "mine", { ...dynamic, input: { type: "object" } });
    await as(db, "operator", "mine");
    const byOperator = await start(db, "mine");
    expect(await call(db, worker, byOperator, "theirs")).toBe("called");
  });
});

test("a chain is judged at each hop by the caller's own version", async () => {
  await withTx(async (db) => {
    const worker = await prepare(db);
    await deploy(db, "friend", dynamic);
    await as(db, "editor", "mine", "friend");
    await deploy(db, "mine", dynamic);
    const run = await start(db, "mine");
    expect(await call(db, worker, run, "friend")).toBe("called");
    const child = await one<{ id: string }>(db, "select id from reflux.runs where parent_run_id = $1", [run]);
    expect(await call(db, worker, child.id, "theirs")).toBe("called");

    await as(db, "editor", "friend");
    await deploy(db, "friend", { ...dynamic, input: { type: "object" } });
    const limited = await start(db, "friend");
    expect(await call(db, worker, limited, "theirs")).toBe("RFP14");
  });
});

test("a try reaches what whoever tries reaches, and keeps that when somebody else runs it again", async () => {
  await withTx(async (db) => {
    const worker = await prepare(db);
    const tried = async () =>
      (await one<{ id: string }>(db, "select id from reflux.try_step('mine', 'go')")).id;
    await as(db, "admin");
    await db.query("select reflux.save_draft('mine', $1)", [JSON.stringify(dynamic)]);
    const free = await tried();
    await as(db, "editor", "mine");
    const limited = await tried();

    expect(await call(db, worker, limited, "theirs")).toBe("RFP14");
    expect(await call(db, worker, free, "theirs")).toBe("called");
    await as(db, "admin");
    await db.query("select reflux.redrive_step($1, 'go')", [limited]);
    expect(await call(db, worker, limited, "theirs")).toBe("RFP14");
  });
});

test("nobody inherits: who publishes an admin's draft, or deploys after an admin, gives the version their own reach", async () => {
  await withTx(async (db) => {
    await prepare(db);
    const { id } = await one<{ id: string }>(db, "select id from reflux.flows where slug = 'mine'");
    const reach = async () =>
      await one(
        db,
        "select v.number, v.reach from reflux.flow_versions v join reflux.flows f on f.current_version_id = v.id where f.slug = 'mine'",
      );
    await as(db, "admin");
    await db.query("select reflux.save_draft('mine', $1)", [JSON.stringify(chain("b"))]);
    await as(db, "editor", "mine");
    await db.query("select reflux.publish_draft('mine')");
    expect(await reach()).toEqual({ number: 2, reach: [id] });

    await as(db, "admin");
    await deploy(db, "mine", chain("b"));
    expect(await reach()).toEqual({ number: 3, reach: null });
    // The same graph again is the version that an admin made: it may do what the admin let it, no more, no less.
    await as(db, "editor", "mine");
    await deploy(db, "mine", chain("b"));
    expect(await reach()).toEqual({ number: 3, reach: null });
    await deploy(db, "mine", chain("a"));
    await deploy(db, "mine", chain("b"));
    expect(await reach()).toEqual({ number: 5, reach: [id] });
  });
});

test("an admin permits a flow to call another one, and only such an admin may", async () => {
  await withTx(async (db) => {
    const worker = await prepare(db);
    await as(db, "editor", "mine");
    const told = await refusal(db, () => deploy(db, "mine", flow({ go: calls("theirs") })));
    expect(told).toMatchObject({
      code: "RFV01",
      detail: {
        problems: [
          {
            path: "steps.go.config.flow",
            code: "RFP14",
            hint: expect.stringContaining("reflux permit mine --call theirs"),
          },
        ],
      },
    });
    const permit = "select reflux.permit_flow('mine', calls => '{theirs}')";
    for (const [role, ...slugs] of [["admin", "mine"]] as const) {
      await as(db, role, ...slugs);
      expect((await refusal(db, () => db.query(permit))).code).toBe("RFP02");
    }
    await as(db, "editor");
    expect((await refusal(db, () => db.query(permit))).code).toBe("42501");

    await as(db, "admin");
    await db.query(permit);
    await as(db, "editor", "mine");
    await deploy(db, "mine", flow({ go: calls("theirs") }));
    expect(await call(db, worker, await start(db, "mine"), "theirs")).toBe("called");

    // What is named binds those, too, whose deployer reaches everything.
    await as(db, "admin");
    await deploy(db, "mine", dynamic);
    expect(await call(db, worker, await start(db, "mine"), "friend")).toBe("RFP14");
    await as(db, "admin");
    await db.query("select reflux.permit_flow('mine', exactly => true)");
    expect(await call(db, worker, await start(db, "mine"), "friend")).toBe("called");
  });
});

test("a permit names flows that are there, hosts that are hosts, and a role that is for this", async () => {
  await withTx(
    async (db) => {
      await prepare(db);
      await db.query("create role scope_test_shop; grant scope_test_shop to reflux_query");
      await db.query("create role scope_test_strong createrole; grant scope_test_strong to reflux_query");
      await db.query(
        "create role scope_test_reader; grant pg_read_all_data to scope_test_reader; grant scope_test_reader to reflux_query",
      );
      const wrong = [
        ["calls => '{none}'", "RFN01"],
        ["hosts => '{https://a.example}'", "RFV06"],
        ["hosts => '{*.example}'", "RFV06"],
        ["hosts => '{A.example}'", "RFV06"],
        ["sql_role => 'none'", "RFV06"],
        ["sql_role => 'postgres'", "RFV06"],
        ["sql_role => 'reflux_admin'", "RFV06"],
        ["sql_role => 'reflux_viewer'", "RFV06"],
        ["sql_role => 'pg_read_all_data'", "RFV06"],
        ["sql_role => 'scope_test_strong'", "RFV06"],
        ["sql_role => 'scope_test_reader'", "RFV06"],
        ["sql_role => ''", "RFV06"],
      ] as const;

      for (const [argument, code] of wrong)
        expect([
          argument,
          (await refusal(db, () => db.query(`select reflux.permit_flow('mine', ${argument})`))).code,
        ]).toEqual([argument, code]);
      await db.query("select reflux.permit_flow('mine', sql_role => 'scope_test_shop')");
      await db.query("select reflux.permit_flow('mine', sql_role => 'reflux_query')");
    },
    { as: "superuser" },
  );
});

test("SQL in this database, and the watching of its tables, need a role where the reach is limited", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await db.query(
      "create table public.orders (id int); grant trigger, select on public.orders to reflux_query",
    );
    const document = flow(
      { on: { node: "table.change", config: { table: "orders" } }, ask: { node: "postgres.query" } },
      ["on -> ask"],
    );
    await as(db, "editor", "mine");
    const { detail } = await refusal(db, () => deploy(db, "mine", document));
    expect(detail).toMatchObject({
      problems: [
        { path: "steps.ask.config", code: "RFP16" },
        { path: "steps.on.config", code: "RFP16" },
      ],
    });

    await as(db, "admin");
    await db.query("select reflux.permit_flow('mine', sql_role => 'reflux_query')");
    await as(db, "editor", "mine");
    await deploy(db, "mine", document);
    const run = await start(db, "mine");
    await asOwner(db);
    const role = async () => await db.query("select reflux_private.sql_role_of_run($1) as role", [run]);
    expect((await role()).rows).toEqual([{ role: "reflux_query" }]);
    const watched = async () =>
      (
        await one<{ n: number }>(
          db,
          "select count(*)::int as n from pg_trigger where tgrelid = 'public.orders'::regclass",
        )
      ).n;
    expect(await watched()).toBe(3);
    await db.query("select reflux.permit_flow('mine', exactly => true)");
    expect(await watched()).toBe(0);
    expect((await refusal(db, role)).code).toBe("RFP16");
  });
});
