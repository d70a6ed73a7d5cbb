/** Two databases of REFLUX on one server, whose roles they share: neither takes the other's logins away. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPool } from "./client.ts";
import { listen } from "./listen.ts";
import { loginRoles, type Passwords, rolesByHand } from "./logins.ts";
import { migrate } from "./migrate.ts";
import { administer, databaseUrlOf } from "./testing/global-setup.ts";
import { startTestServer, type TestServer } from "./testing/server.ts";
import { sqlFolder } from "./testing/sql-folder.ts";

let folder: string;
let server: TestServer;
beforeEach(() => {
  folder = sqlFolder({
    "migrations/0001_things.sql": "create schema app;",
    "access/app.sql": "grant usage on schema app to reflux_api, reflux_worker, reflux_query;",
  });
});
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server[Symbol.asyncDispose]());

const asSuperuser = async (text: string, database = "postgres") =>
  await administer(databaseUrlOf(server.superuserUrl, database), (client) => client.query(text));

const begin = async (url: string, passwords?: Passwords) =>
  await migrate(url, { folder, version: "99.0.0", passwords: passwords ?? {} });

async function withDatabases(
  names: readonly string[],
  work: (...urls: string[]) => Promise<void>,
): Promise<void> {
  for (const name of names) await asSuperuser(`create database ${name} owner reflux`);
  try {
    await work(...names.map((name) => databaseUrlOf(server.url, name)));
  } finally {
    for (const name of names) await asSuperuser(`drop database if exists ${name} with (force)`);
    const { rows } = await asSuperuser(
      "select string_agg(rolname, ', ') as roles from pg_roles where rolname ~ '^reflux_' or rolname = 'poor'",
    );
    if (rows[0].roles) await asSuperuser(`drop role ${rows[0].roles}`);
  }
}

/** Whom each of the three connects as, asked on new connections. */
async function usersOf(url: string): Promise<readonly string[]> {
  return await Promise.all(
    (["api", "worker", "query"] as const).map(async (user) => {
      const pool = createPool({ connectionString: url, user, max: 1 });
      try {
        return (await pool.query<{ name: string }>("select session_user as name")).rows[0]?.name ?? "";
      } finally {
        await pool.end();
      }
    }),
  );
}

const plain = ["reflux_api", "reflux_worker", "reflux_query"];
const own = plain.map((role) => expect.stringMatching(new RegExp(`^${role}_[0-9a-f]{8}$`)));

test("a second database gets logins of its own, and the first keeps those it has", async () => {
  await withDatabases(["one", "two"], async (one, two) => {
    await begin(one);
    await begin(two);

    expect([await usersOf(one), await usersOf(two)]).toEqual([plain, own]);
    await begin(one);
    await begin(two);
    expect([await usersOf(one), await usersOf(two)]).toEqual([plain, own]);
  });
});

test("a login of its own has the rights of the role, its limits, and hears", async () => {
  await withDatabases(["one", "two"], async (one, two) => {
    await begin(one);
    await migrate(two, { passwords: {} });
    const pool = createPool({ connectionString: two, user: "api" });

    await expect(pool.query("select * from reflux_private.readiness()")).resolves.toMatchObject({
      rowCount: 1,
    });
    await expect(pool.query("select * from reflux.runs")).rejects.toMatchObject({ code: "42501" });
    await expect(pool.query("set role reflux_viewer; select * from reflux.runs")).resolves.toBeDefined();
    const listener = listen(pool, ["anything"], () => undefined);
    await listener.ready;
    await listener.stop();
    await pool.end();
    const query = createPool({ connectionString: two, user: "query" });
    const { rows } = await query.query("show statement_timeout");
    expect(rows).toEqual([{ statement_timeout: "5min" }]);
    await query.end();
  });
});

test("two that begin at once both come to work", async () => {
  await withDatabases(["one", "two", "three"], async (...urls) => {
    await Promise.all(urls.map(async (url) => await begin(url)));

    const users = await Promise.all(urls.map(usersOf));
    for (const role of [0, 1, 2]) expect(new Set(users.map((names) => names[role])).size).toBe(3);
  });
});

test("the end of one database is none of the other's", async () => {
  await withDatabases(["one", "two"], async (one, two) => {
    await begin(one);
    await begin(two);
    await asSuperuser("drop database one with (force)");

    await begin(two);

    expect(await usersOf(two)).toEqual(own);
  });
});

test("a password that somebody has changed is set again, unless another database may need it", async () => {
  await withDatabases(["one", "two"], async (one, two) => {
    await begin(one);
    await asSuperuser("alter role reflux_api password 'not the one that is known'");
    await begin(one);
    expect(await usersOf(one)).toEqual(plain);

    // What a second database did before.
    await begin(two);
    await asSuperuser("alter role reflux_api password 'not the one that is known'");
    await begin(one);
    expect(await usersOf(one)).toEqual([own[0], ...plain.slice(1)]);
    expect(await usersOf(two)).toEqual(own);
  });
});

test("passwords that are given are shared by who gives the same, and refused where they would lock another out", async () => {
  const passwords = Object.fromEntries(Object.values(loginRoles).map((role) => [role, `given for ${role}`]));
  await withDatabases(["one", "two"], async (one, two) => {
    await begin(one, passwords);
    await begin(two, passwords);
    expect([await usersOf(one), await usersOf(two)]).toEqual([plain, plain]);

    await expect(begin(two, { ...passwords, reflux_worker: "another password" })).rejects.toMatchObject({
      code: "RFP25",
      hint: expect.stringContaining("REFLUX_WORKER_PASSWORD"),
    });
    expect(await usersOf(one)).toEqual(plain);
  });
});

test("a database from before keeps its logins", async () => {
  await withDatabases(["one"], async (one) => {
    await begin(one);
    await asSuperuser("alter table reflux_private.logins drop column login", "one");

    await begin(one);

    expect(await usersOf(one)).toEqual(plain);
  });
});

test("a login that cannot log in is told with what to do", async () => {
  await withDatabases(["one"], async (one) => {
    await begin(one);
    await asSuperuser("alter role reflux_query nologin");

    await expect(begin(one)).rejects.toMatchObject({
      code: "RFP25",
      message: expect.stringContaining("reflux_query"),
      hint: expect.stringContaining("alter role reflux_query login"),
    });
  });
});

test("the document says the same as the hint", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");

  expect(readme).toContain(`\n${rolesByHand.join("\n")}\n`);
});

test("what an owner without CREATEROLE is told to have done is enough", async () => {
  await withDatabases(["one"], async (one) => {
    await asSuperuser("create role poor login password 'poor'; alter database one owner to poor");
    const url = poor(one);
    const refusal = await begin(url).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "RFP02", hint: expect.stringContaining(rolesByHand.join(" ")) });

    await asSuperuser(rolesByHand.join("\n").replaceAll("OWNER", "poor"));

    await begin(url, { reflux_api: "API", reflux_worker: "WORKER", reflux_query: "QUERY" });
    expect(await usersOf(url)).toEqual(plain);
    await asSuperuser("reassign owned by poor to reflux; drop owned by poor", "one");
  });
});

test("an owner who may make roles, but did not make these, is told to have them handed on", async () => {
  await withDatabases(["one", "two"], async (one, two) => {
    await begin(one);
    await asSuperuser("create role poor login createrole password 'poor'; alter database two owner to poor");
    const isStrict = await asSuperuser("select current_setting('server_version_num')::int >= 160000 as yes");
    if (isStrict.rows[0].yes) {
      const refusal: unknown = await begin(poor(two)).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: "RFP02" });
      const grant = /grant [\w, ]+ to OWNER with admin option/.exec(String(Object(refusal).hint))?.[0] ?? "";
      await asSuperuser(grant.replace("OWNER", "poor"));
    }

    await begin(poor(two));

    expect([await usersOf(one), await usersOf(poor(two))]).toEqual([plain, own]);
    await asSuperuser("reassign owned by poor to reflux; drop owned by poor", "two");
    await asSuperuser("drop owned by poor cascade");
  });
});

function poor(url: string): string {
  return url.includes("user=")
    ? url.replace(/user=[^&]*/, "user=poor&password=poor")
    : url.replace(/\/\/[^/@]*@/, "//poor:poor@");
}
