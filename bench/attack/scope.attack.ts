import type pg from "pg";
import { expect, test } from "vitest";
import { withDb, withTx } from "#db/testing/databases.ts";
import { plantMarkers } from "#graphql/tests/planted.ts";
import { chain, deploy, flow, one, start } from "#sql/tests/kit.ts";
import { as, asOwner, calls, reads, registerJudged } from "#sql/tests/reach/kit.ts";
import { attackDoor } from "./attempts.ts";

/** A token of `mine` against everything of `theirs`. */
const roles = ["viewer", "operator", "editor", "admin"] as const;

test("no table, view or function tells a token of one flow of another", async () => {
  await withDb(async ({ pool }) => {
    const theirs = await plantMarkers(pool);
    const client = await pool.connect();
    try {
      const { rows: relations } = await client.query<{ name: string }>(
        "select c.oid::regclass::text as name from pg_class c where c.relnamespace = 'reflux'::regnamespace and c.relkind in ('r', 'p', 'v') order by 1",
      );
      const { rows: functions } = await client.query<Callable>(
        "select p.oid::regprocedure::text as signature, p.proname as name, coalesce(p.proargnames[1:p.pronargs], '{}') as arguments, " +
          "array(select t.typname::text from unnest(p.proargtypes) with ordinality a(oid, n) join pg_type t on t.oid = a.oid order by a.n) as types " +
          "from pg_proc p where p.pronamespace = 'reflux'::regnamespace order by 1",
      );
      await attackDoor("scope: walk", async (attempt) => {
        for (const role of roles) {
          for (const { name } of relations)
            await attempt(`${role} reads ${name}`, async () => {
              const answer = await asked(client, role, `select * from ${name}`);
              expect(answer).not.toContain("theirs");
            });
          for (const one of functions)
            await attempt(`${role} calls ${one.signature}`, async () => {
              const answer = await asked(
                client,
                role,
                `select x from reflux.${one.name}(${argumentsOf(one, theirs)}) x`,
              );
              expect(answer).not.toMatch(/theirs|rfx_/);
            });
        }
      });
    } finally {
      client.release(true);
    }
  });
});

type Callable = {
  readonly signature: string;
  readonly name: string;
  readonly arguments: readonly string[];
  readonly types: readonly string[];
};

/** What a question answers, as text; an error answers nothing but that it is one. Nothing is kept. */
async function asked(client: pg.PoolClient, role: string, sql: string): Promise<string> {
  await client.query("begin");
  try {
    await client.query(
      `select set_config('reflux.flows', (select id::text from reflux.flows where slug = 'mine'), true); set local role reflux_${role}`,
    );
    return JSON.stringify((await client.query(sql)).rows);
  } catch (error) {
    // What was asked for may be repeated; what is there may not.
    return error instanceof Error && error.message.includes("theirs-marker") ? error.message : "";
  } finally {
    await client.query("rollback");
  }
}

function argumentsOf(
  { name: callee, arguments: names, types }: Callable,
  ids: Readonly<Record<string, string>>,
): string {
  const byName: Readonly<Record<string, string>> = {
    run_id: `${ids["run"]}`,
    flow: "'theirs'",
    slug: "'theirs'",
    new_slug: "'copy'",
    step: "'receive'",
    name: callee.endsWith("secret") || callee === "secret_usage" ? "'theirs_marker'" : "'walker'",
    id: `${ids["apiToken"]}`,
    flows: "'{theirs}'",
    calls: "'{theirs}'",
    hosts: "'{evil.example}'",
    role: "'viewer'",
    cursor: "'0'",
    document: `'{"reflux": 1, "name": "theirs", "steps": {"a": {"node": "test.work"}}, "edges": []}'`,
    graph: `'{"reflux": 1, "name": "theirs", "steps": {"a": {"node": "test.work"}}, "edges": []}'`,
    exactly: "true",
    enabled: "false",
  };
  const rowOf: Readonly<Record<string, string>> = {
    runs: "(select r from reflux.runs r where r.id = @)",
    flows: "(select f from reflux.flows f where f.slug = 'theirs')",
    flow_versions: "(select v from reflux.flow_versions v order by id desc limit 1)",
    steps: "(select s from reflux.steps s where s.run_id = @ limit 1)",
    run_steps: "(select s from reflux.run_steps s where s.run_id = @ limit 1)",
    nodes: "(select n from reflux.nodes n where n.name = 'webhook.in')",
  };
  return names
    .flatMap((name, n) => {
      const type = types[n] ?? "";
      const value = rowOf[type]?.replaceAll("@", String(ids["run"])) ?? byName[name];
      return value === undefined
        ? []
        : [`"${name}" => ${value}${rowOf[type] ? "" : `::${type.replace(/^_(.*)$/, "$1[]")}`}`];
    })
    .join(", ");
}

test("no trick gives a flow a call that its deployer does not reach", async () => {
  await withTx(async (db) => {
    const worker = await registerJudged(db);
    for (const slug of ["mine", "friend", "theirs"]) await deploy(db, slug, chain("a"));
    const called = [
      "theirs",
      "THEIRS",
      " theirs",
      "theirs ",
      "theirs\u0000".slice(0, 6),
      "none",
      "",
      "*",
      "%",
      "theirs'--",
      "mine,theirs",
      "{theirs}",
      "1",
      "ｔheirs",
      null,
    ];
    const document = (title: string) => flow({ go: { ...calls("{{ input.flow }}"), title } });
    /** Each ends with a run of `mine` that a token of `mine` alone has made possible. */
    const ways: Readonly<Record<string, (title: string) => Promise<string>>> = {
      deploys: async (title) => {
        await as(db, "editor", "mine");
        await deploy(db, "mine", document(title));
        return await start(db, "mine");
      },
      "deploys, an admin starts": async (title) => {
        await as(db, "editor", "mine");
        await deploy(db, "mine", document(title));
        await as(db, "admin");
        return await start(db, "mine");
      },
      "publishes an admin's draft": async (title) => {
        await as(db, "admin");
        await db.query("select reflux.save_draft('mine', $1)", [JSON.stringify(document(title))]);
        await as(db, "editor", "mine");
        await db.query("select reflux.publish_draft('mine')");
        return await start(db, "mine");
      },
      "tries an admin's draft": async (title) => {
        await as(db, "admin");
        await db.query("select reflux.save_draft('mine', $1)", [JSON.stringify(document(title))]);
        await as(db, "editor", "mine");
        return (await one<{ id: string }>(db, "select id from reflux.try_step('mine', 'go')")).id;
      },
      "deploys over an admin's version and goes back to its graph": async (title) => {
        await as(db, "admin");
        await deploy(db, "mine", document(title));
        await as(db, "editor", "mine");
        await deploy(db, "mine", chain("z"));
        await deploy(db, "mine", document(title));
        return await start(db, "mine");
      },
      "starts its own old version under an admin's new one": async (title) => {
        await as(db, "editor", "mine");
        const { number } = await deploy(db, "mine", document(title));
        await as(db, "admin");
        await deploy(db, "mine", chain("y"));
        await as(db, "operator", "mine");
        return await start(db, "mine", { version: number });
      },
      "is archived and comes back": async (title) => {
        await as(db, "editor", "mine");
        await deploy(db, "mine", document(title));
        await db.query("select reflux.archive_flow('mine')");
        await deploy(db, "mine", document(title));
        return await start(db, "mine");
      },
    };
    let n = 0;
    await attackDoor("scope: calls", async (attempt) => {
      for (const [way, make] of Object.entries(ways))
        for (const target of called)
          await attempt(`${way}, calls ${JSON.stringify(target)}`, async () => {
            await db.query("savepoint attack");
            try {
              n += 1;
              const run = await make(`attack ${n}`);
              await asOwner(db);
              const [step] = await worker.take(db, [[run, 0, ""]]);
              if (!step) throw new Error("the run has no step");
              const code = await codeOf(
                worker.complete(db, { step, kind: "call_flow", output: { flow: target as string } }),
              );
              expect(code).toBe("RFP14");
            } finally {
              await db.query("rollback to savepoint attack");
            }
          });
      for (const target of called.filter((one) => one !== null && one !== ""))
        await attempt(`deploys a call of ${JSON.stringify(target)}`, async () => {
          await as(db, "editor", "mine");
          expect(await refused(db, () => deploy(db, "mine", flow({ go: calls(target) })))).toBe("RFV01");
        });
    });
  });
});

test("no trick reads, takes over or unbinds a secret of others", async () => {
  await withTx(async (db) => {
    await registerJudged(db);
    for (const slug of ["mine", "theirs"]) await deploy(db, slug, chain("a"));
    const set = async (name: string, flows: string[] | null = null, hosts: string[] | null = null) =>
      await db.query("select reflux_private.store_secret($1, $2, $3, null, $4)", [
        name,
        // As long as a ciphertext is, of a value that is not empty.
        Buffer.alloc(40, "x"),
        flows,
        hosts,
      ]);
    await set("unbound");
    await set("elsewhere", ["theirs"], ["a.example"]);
    await set("no_hosts", ["mine"]);
    await set("shared", ["mine", "theirs"]);
    const names = ["unbound", "elsewhere", "no_hosts", "none"];
    const spellings = (name: string) => [
      `{{ secrets.${name} }}`,
      `{{secrets.${name}}}`,
      `{{ secrets.\`${name}\` }}`,
      `Bearer {{ secrets.${name} }}`,
      `{{ $string(secrets.${name}) }}`,
      `{{ [1, secrets.${name}][1] }}`,
      `{{ input.x ? secrets.${name} : secrets.${name} }}`,
    ];
    await attackDoor("scope: secrets", async (attempt) => {
      for (const name of names) {
        for (const spelling of spellings(name))
          await attempt(`deploys ${spelling}`, async () => {
            await as(db, "editor", "mine");
            const document = flow({ ask: { node: "http.request", config: { url: spelling } } });
            expect(await refused(db, () => deploy(db, "mine", document))).toBe("RFV01");
          });
        for (const node of ["webhook.in", "webhook.out"])
          await attempt(`signs by ${node} with ${name}`, async () => {
            await as(db, "editor", "mine");
            const document = flow({ ask: { node, config: { path: "x", hmac: { secret: name } } } });
            const code = await refused(db, () => deploy(db, "mine", document));
            // A webhook compares; nothing leaves. So hosts are not asked for.
            expect(code).toBe(node === "webhook.in" && name === "no_hosts" ? "none" : "RFV01");
          });
        await attempt(`reads ${name} in a try of an admin's draft`, async () => {
          await as(db, "admin");
          await db.query("select reflux.save_draft('mine', $1)", [
            JSON.stringify(flow({ ask: reads("none_at_all") })),
          ]);
          await db.query("select reflux.save_draft('mine', $1)", [
            JSON.stringify(flow({ ask: reads(name) })),
          ]);
          await as(db, "editor", "mine");
          expect(await refused(db, () => db.query("select reflux.try_step('mine', 'ask')"))).toBe("RFV01");
        });
        await attempt(`reads ${name} at run time, past the check`, async () => {
          await as(db, "editor", "mine");
          await deploy(db, "mine", flow({ ask: { node: "http.request", title: `past ${name}` } }));
          const run = await start(db, "mine");
          await asOwner(db);
          expect(
            await refused(db, () => db.query("select reflux_private.read_secret($1, $2, 0)", [name, run])),
          ).toBe("RFP15");
        });
      }
      for (const name of ["unbound", "elsewhere", "no_hosts", "shared"])
        for (const role of ["editor", "admin"] as const)
          for (const sql of [
            "select reflux_private.store_secret($1, decode(repeat('00', 40), 'hex'))",
            "select reflux_private.store_secret($1, decode(repeat('00', 40), 'hex'), '{mine}', null, '{evil.example}')",
            "select reflux.allow_secret($1, flows => '{mine}')",
            "select reflux.allow_secret($1, hosts => '{evil.example}')",
            "select reflux.allow_secret($1, flows => '{mine}', hosts => '{*}', exactly => true)",
            "select reflux.allow_secret($1, exactly => true)",
            "select reflux.delete_secret($1)",
          ])
            await attempt(`${role}: ${sql} of ${name}`, async () => {
              await as(db, role, "mine");
              expect(await refused(db, () => db.query(sql, [name]))).toMatch(/^RF[PN]/);
            });
      for (const role of roles)
        for (const argument of [
          "calls => '{theirs}'",
          "hosts => '{10.0.0.1}'",
          "sql_role => 'reflux_query'",
          "exactly => true",
        ])
          await attempt(`${role} permits itself ${argument}`, async () => {
            await asOwner(db);
            const { id } = await one<{ id: string }>(db, "select id from reflux.flows where slug = 'mine'");
            await db.query("select set_config('reflux.flows', $1, true)", [id]);
            await db.query(`set local role reflux_${role}`);
            expect(
              await refused(db, () => db.query(`select reflux.permit_flow('mine', ${argument})`)),
            ).toMatch(/^(RFP02|42501)$/);
          });
    });
  });
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

/** The code of a refusal; what was done is undone. */
async function refused(db: Parameters<typeof deploy>[0], work: () => Promise<unknown>): Promise<string> {
  await db.query("savepoint refused");
  try {
    return await codeOf(work());
  } finally {
    await db.query("rollback to savepoint refused");
    await asOwner(db);
  }
}
