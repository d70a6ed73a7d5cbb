/** Who may read which secret: by what it is bound to, and by the reach of whoever deployed. */
import { expect, test } from "vitest";
import { withTx } from "#db/testing/databases.ts";
import { chain, type Db, deploy, flow, one, refusal, start } from "../kit.ts";
import { as, asOwner, reads, registerJudged } from "./kit.ts";

async function prepare(db: Db): Promise<void> {
  await registerJudged(db);
  for (const slug of ["mine", "theirs"]) await deploy(db, slug, chain("a"));
}

type Bounds = { readonly flows?: string[]; readonly nodes?: string[]; readonly hosts?: string[] };

async function set(db: Db, name: string, { flows, nodes, hosts }: Bounds = {}): Promise<void> {
  await db.query("select reflux_private.store_secret($1, $2, $3, $4, $5)", [
    name,
    // As long as a ciphertext is, of a value that is not empty.
    Buffer.from(name.padEnd(40, ".")),
    flows ?? null,
    nodes ?? null,
    hosts ?? null,
  ]);
}

/** The hosts a run of `mine` may take a secret to, or the code it is refused with. */
async function read(db: Db, name: string): Promise<unknown> {
  await asOwner(db);
  const run = await start(db, "mine");
  const ask = () =>
    one<{ hosts: unknown }>(db, "select hosts from reflux_private.read_secret($1, $2, 0)", [name, run]);
  await db.query("savepoint before_read");
  try {
    return (await ask()).hosts;
  } catch (error) {
    await db.query("rollback to savepoint before_read");
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

const secrets: Readonly<Record<string, Bounds>> = {
  unbound: {},
  flow_only: { flows: ["mine"] },
  hosts_only: { hosts: ["api.example.com"] },
  both: { flows: ["mine"], hosts: ["api.example.com"] },
  anywhere: { flows: ["*"], hosts: ["*"] },
  elsewhere: { flows: ["theirs"], hosts: ["api.example.com"] },
  other_node: { flows: ["mine"], nodes: ["webhook.out"], hosts: ["api.example.com"] },
};

test("a limited deployer's flow reads what is bound to it and to hosts; anybody else's what is not bound elsewhere", async () => {
  await withTx(async (db) => {
    await prepare(db);
    for (const [name, bounds] of Object.entries(secrets)) await set(db, name, bounds);
    const all = async () => {
      const answers: Record<string, unknown> = {};
      for (const name of [...Object.keys(secrets), "none"]) answers[name] = await read(db, name);
      return answers;
    };
    await deploy(db, "mine", flow({ ask: { node: "http.request" } }));
    expect(await all()).toEqual({
      unbound: null,
      flow_only: null,
      hosts_only: ["api.example.com"],
      both: ["api.example.com"],
      anywhere: null,
      elsewhere: "RFP15",
      other_node: "RFP15",
      none: "RFN06",
    });

    await as(db, "editor", "mine");
    await deploy(db, "mine", flow({ ask: { node: "http.request", title: "again" } }));
    expect(await all()).toEqual({
      unbound: "RFP15",
      flow_only: "RFP15",
      hosts_only: "RFP15",
      both: ["api.example.com"],
      anywhere: null,
      elsewhere: "RFP15",
      other_node: "RFP15",
      none: "RFP15",
    });
  });
});

test("at deploy each secret that is missing is told with the command that allows it, and the command does", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await set(db, "key");
    await set(db, "ok", { flows: ["mine"], hosts: ["api.example.com"] });
    const document = flow({ ask: reads("key", "ok", "nothing") });
    await as(db, "editor", "mine");

    const { detail } = await refusal(db, () => deploy(db, "mine", document));

    expect(detail).toMatchObject({
      problems: [
        {
          path: "steps.ask.config.headers",
          code: "RFP15",
          hint: expect.stringContaining("reflux secret allow key --flow mine --host HOST"),
        },
        {
          path: "steps.ask.config.headers",
          code: "RFP15",
          hint: expect.stringContaining("reflux secret set nothing --flow mine"),
        },
      ],
    });
    await as(db, "editor");
    await db.query("select reflux.allow_secret('key', flows => '{mine}', hosts => '{api.example.com}')");
    await set(db, "nothing", { flows: ["mine"], hosts: ["*"] });
    await as(db, "editor", "mine");
    await deploy(db, "mine", document);
  });
});

test("allowing a flow takes nothing from those that read the secret now", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await set(db, "key");
    await deploy(db, "theirs", flow({ ask: reads("key") }));

    await db.query("select reflux.allow_secret('key', flows => '{mine}')");

    expect(await one(db, "select flows from reflux.secrets where name = 'key'")).toEqual({
      flows: ["mine", "theirs"],
    });
    await db.query("select reflux.allow_secret('key', flows => '{mine}', exactly => true)");
    expect(await one(db, "select flows from reflux.secrets where name = 'key'")).toEqual({ flows: ["mine"] });
  });
});

test("what a limited token sets is bound to its flows, readable to them without hosts, and nobody else's with less reach", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await as(db, "editor", "mine");
    await set(db, "own");
    await deploy(db, "mine", flow({ ask: reads("own") }));
    expect(await read(db, "own")).toBeNull();

    await as(db, "editor", "mine", "theirs");
    await set(db, "wider");
    await as(db, "editor", "mine");
    expect((await refusal(db, () => set(db, "wider"))).code).toBe("RFP17");
    expect(await read(db, "wider")).toBe("RFP15");

    // A new value from an admin is the admin's: it needs hosts from then on, and the bounds stay.
    await as(db, "editor");
    await set(db, "own");
    expect(await read(db, "own")).toBe("RFP15");
    expect(await one(db, "select flows from reflux.secrets where name = 'own'")).toEqual({ flows: ["mine"] });
  });
});

test("a limited token may not set, bind or delete what is not wholly its own, nor bind its own to others", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await set(db, "unbound");
    await set(db, "shared", { flows: ["mine", "theirs"] });
    await set(db, "admins", { flows: ["mine"], hosts: ["api.example.com"] });
    await as(db, "editor", "mine");
    await set(db, "own");
    for (const name of ["unbound", "shared", "admins"]) {
      expect([name, (await refusal(db, () => set(db, name))).code]).toEqual([name, "RFP17"]);
      const others = [
        `select reflux.allow_secret('${name}', hosts => '{evil.example}')`,
        `select reflux.allow_secret('${name}', exactly => true)`,
        `select reflux.delete_secret('${name}')`,
      ];
      for (const sql of others)
        expect([sql, (await refusal(db, () => db.query(sql))).code]).toEqual([sql, "RFN06"]);
    }
    for (const flows of ["{theirs}", "{mine,theirs}", "{*}", "{none}"])
      expect(
        (await refusal(db, () => db.query("select reflux.allow_secret('own', flows => $1)", [flows]))).code,
      ).toBe("RFN01");
    await db.query("select reflux.allow_secret('own', exactly => true)");
    expect(await one(db, "select * from reflux.secret_bindings() where name = 'own'")).toEqual({
      name: "own",
      flows: ["mine"],
      nodes: null,
      hosts: null,
      yours: true,
    });
    await db.query("select reflux.delete_secret('own')");
  });
});

test("a limited token sees the names that are bound to its flows, and of their other flows nothing", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await set(db, "unbound");
    await set(db, "elsewhere", { flows: ["theirs"] });
    await set(db, "shared", { flows: ["mine", "theirs"], hosts: ["a.example"] });
    await as(db, "editor", "mine");

    expect((await db.query("select name from reflux.secrets order by 1")).rows).toEqual([{ name: "shared" }]);
    expect((await db.query("select * from reflux.secret_bindings()")).rows).toEqual([
      { name: "shared", flows: ["mine"], nodes: null, hosts: ["a.example"], yours: false },
    ]);
  });
});

test("a webhook is signed with a secret its deployer may use, or with none", async () => {
  await withTx(async (db) => {
    await prepare(db);
    await set(db, "bound", { flows: ["mine"] });
    await set(db, "free");
    const signed = (secret: string) =>
      flow({ on: { node: "webhook.in", config: { path: "mine", hmac: { secret, header: "x" } } } });
    const found = async () =>
      await one(
        db,
        "select convert_from(secret, 'UTF8') as secret from reflux_private.find_webhook('POST', 'mine')",
      );
    await as(db, "editor", "mine");
    expect((await refusal(db, () => deploy(db, "mine", signed("free")))).code).toBe("RFV01");
    await deploy(db, "mine", signed("bound"));
    await asOwner(db);
    expect(await found()).toEqual({ secret: "bound".padEnd(40, ".") });

    await db.query("select reflux.allow_secret('bound', flows => '{theirs}', exactly => true)");

    expect(await found()).toEqual({ secret: null });
  });
});
